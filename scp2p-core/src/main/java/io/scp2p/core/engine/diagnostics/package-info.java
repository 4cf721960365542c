/**
 * What the engine measures and where it goes: the host's {@link io.scp2p.api.spi.MetricsSink} and
 * Java Flight Recorder. {@code docs/metrics.md} lists both.
 */
@NullMarked
package io.scp2p.core.engine.diagnostics;

import org.jspecify.annotations.NullMarked;
