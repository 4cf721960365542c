package io.scp2p.examples.bench;

/** A figure, and what its command said. */
record Taken(Figure figure, Outcome outcome) {}
