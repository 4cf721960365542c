package io.scp2p.api.spi;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.identity.Passphrase;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * What a host has put together. Null means that the engine finds or makes the part itself, and then
 * also ends it.
 *
 * @param home the directory of everything durable, or null to keep nothing
 * @param config all settings
 * @param passphrase opens the stored keys, or null
 * @param transports at most one of each kind, or null
 * @param stateStore open, or null
 * @param blobStore open, or null
 * @param searchIndex open, or null
 * @param time both clocks
 * @param entropy random bytes for keys and nonces
 * @param blockingExecutor for disk, hashing and signatures, or null
 * @param signalScheduler for signals to the host, or null
 * @param metrics where measurements go
 */
public record NodeParts(
    @Nullable Path home,
    NodeConfig config,
    @Nullable Passphrase passphrase,
    @Nullable List<Transport> transports,
    @Nullable StateStore stateStore,
    @Nullable BlobStore blobStore,
    @Nullable SearchIndex searchIndex,
    TimeSource time,
    Entropy entropy,
    @Nullable Executor blockingExecutor,
    @Nullable Scheduler signalScheduler,
    MetricsSink metrics) {
  /** Refuses two transports of one kind. */
  public NodeParts {
    Objects.requireNonNull(config, "config");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(entropy, "entropy");
    Objects.requireNonNull(metrics, "metrics");
    if (transports != null) {
      transports = List.copyOf(transports);
      if (transports.stream().map(Transport::kind).distinct().count() < transports.size()) {
        throw new IllegalArgumentException("two transports of one kind");
      }
    }
  }
}
