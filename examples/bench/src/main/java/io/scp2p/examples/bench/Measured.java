package io.scp2p.examples.bench;

/** What is held against a target, and between what the readings were. */
record Measured(double value, double lowest, double highest) {}
