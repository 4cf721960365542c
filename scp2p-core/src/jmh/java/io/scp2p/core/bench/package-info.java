/**
 * What the hot paths cost. The classes named {@code *Benchmark} are JMH benchmarks, one per hot
 * path, with the yardsticks beside them; {@link io.scp2p.core.bench.Figures} runs the same methods
 * by turns and prints the ratios. Never part of the normal build: profile {@code bench}.
 */
@NullMarked
package io.scp2p.core.bench;

import org.jspecify.annotations.NullMarked;
