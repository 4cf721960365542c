/**
 * A long mixed life of several nodes, with what must hold all the time looked at all the time:
 * nothing unverified is delivered, no event is missed unsaid, and nothing grows.
 */
@NullMarked
package io.scp2p.examples.bench.soak;

import org.jspecify.annotations.NullMarked;
