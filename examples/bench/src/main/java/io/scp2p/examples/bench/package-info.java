/**
 * Figures about a node, each as a ratio to a yardstick taken in the same run.
 *
 * <p>Every measurement runs between two processes: {@link io.scp2p.examples.bench.Bench} starts
 * itself a second time as the serving side and talks to it over standard input and output. A and B
 * alternate, so that what else the machine does hits both; medians are compared.
 *
 * <p>It uses the engine below the public API and therefore runs on the class path.
 */
@NullMarked
package io.scp2p.examples.bench;

import org.jspecify.annotations.NullMarked;
