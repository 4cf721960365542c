package io.scp2p.api;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.identity.Passphrase;
import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.MetricsSink;
import io.scp2p.api.spi.NodeEngineProvider;
import io.scp2p.api.spi.NodeParts;
import io.scp2p.api.spi.SearchIndex;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.Transport;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * Puts a node together. Only {@link #home} or {@link #inMemory} is needed; everything else has a
 * default. Setting a thing twice is an error.
 *
 * <p>Parts that are passed in belong to the caller, except that the node closes stores and
 * transports when it is closed.
 */
public final class NodeBuilder {
  private final Map<String, Object> given = new LinkedHashMap<>();

  NodeBuilder() {}

  /**
   * Sets the directory that holds everything durable. One node at a time can use it.
   *
   * @param directory created if it is missing
   * @return this builder
   */
  public NodeBuilder home(Path directory) {
    return set("home", directory);
  }

  /**
   * Keeps nothing: the node and its keys end with {@code close()}. Takes the place of {@link
   * #home}.
   *
   * @return this builder
   */
  public NodeBuilder inMemory() {
    return set("inMemory", true);
  }

  /**
   * Sets the configuration; {@link NodeConfig#defaults()} if not called.
   *
   * @param config all settings
   * @return this builder
   */
  public NodeBuilder config(NodeConfig config) {
    return set("config", config);
  }

  /**
   * Sets what opens the stored keys, or protects them when they are made. Without it a key file
   * that only this user of the system can read protects them.
   *
   * @param passphrase copied when the node starts; the caller still closes it
   * @return this builder
   */
  public NodeBuilder passphrase(Passphrase passphrase) {
    return set("passphrase", passphrase);
  }

  /**
   * Replaces the transports found on the path.
   *
   * @param transports at most one of each kind
   * @return this builder
   */
  public NodeBuilder transports(List<? extends Transport> transports) {
    return set("transports", List.copyOf(transports));
  }

  /**
   * Replaces the state store found on the path.
   *
   * @param store an open store
   * @return this builder
   */
  public NodeBuilder stateStore(StateStore store) {
    return set("stateStore", store);
  }

  /**
   * Replaces the blob store found on the path.
   *
   * @param store an open store
   * @return this builder
   */
  public NodeBuilder blobStore(BlobStore store) {
    return set("blobStore", store);
  }

  /**
   * Replaces the search index found on the path.
   *
   * @param index an open index
   * @return this builder
   */
  public NodeBuilder searchIndex(SearchIndex index) {
    return set("searchIndex", index);
  }

  /**
   * Replaces the clocks of the machine, for simulations.
   *
   * @param time both clocks
   * @return this builder
   */
  public NodeBuilder timeSource(TimeSource time) {
    return set("timeSource", time);
  }

  /**
   * Replaces the random source of the machine, for simulations. Keys are as good as this source.
   *
   * @param entropy random bytes
   * @return this builder
   */
  public NodeBuilder entropy(Entropy entropy) {
    return set("entropy", entropy);
  }

  /**
   * Sets where disk, hashing and signatures run; a bounded pool of the node's own if not called. A
   * host on Java 21 may pass an executor of virtual threads.
   *
   * @param executor may block; the caller shuts it down after the node
   * @return this builder
   */
  public NodeBuilder blockingExecutor(Executor executor) {
    return set("blockingExecutor", executor);
  }

  /**
   * Sets where signals to the host are delivered; a scheduler of the node's own if not called.
   *
   * @param scheduler of the host, who disposes of it after the node
   * @return this builder
   */
  public NodeBuilder signalScheduler(Scheduler scheduler) {
    return set("signalScheduler", scheduler);
  }

  /**
   * Sets where measurements go; nowhere if not called.
   *
   * @param sink must not block
   * @return this builder
   */
  public NodeBuilder metrics(MetricsSink sink) {
    return set("metrics", sink);
  }

  private NodeBuilder set(String name, Object value) {
    Objects.requireNonNull(value, name);
    if (given.putIfAbsent(name, value) != null) {
      throw new Scp2pException(
          ErrorCode.SETTING_REPEATED, name + " was set before.", Map.of("setting", name));
    }
    return this;
  }

  /**
   * Starts the node, with the engine found on the path. Returns once it serves; well below a second
   * whatever the store holds.
   *
   * @return a running node, to be closed
   * @throws Scp2pException with {@link ErrorCode#ENGINE_MISSING} if there is no engine, {@link
   *     ErrorCode#INVALID_CONFIG} if neither or both of home and inMemory were set, and whatever
   *     keeps the engine from starting
   */
  public Scp2pNode start() {
    return start(ServiceLoader.load(NodeEngineProvider.class));
  }

  /** For tests, which have engines of their own. */
  Scp2pNode start(Iterable<NodeEngineProvider> engines) {
    NodeParts parts = parts();
    return best(engines)
        .orElseThrow(
            () ->
                new Scp2pException(
                    ErrorCode.ENGINE_MISSING,
                    "There is no node engine on the class or module path."))
        .start(parts);
  }

  private static Optional<NodeEngineProvider> best(Iterable<NodeEngineProvider> engines) {
    try {
      return StreamSupport.stream(engines.spliterator(), false)
          .max(Comparator.comparingInt(NodeEngineProvider::priority));
    } catch (ServiceConfigurationError e) {
      throw new Scp2pException(
          ErrorCode.PROVIDER_BROKE_CONTRACT,
          "A node engine is registered but cannot be made.",
          Map.of(),
          e);
    }
  }

  private NodeParts parts() {
    if (given.containsKey("home") == given.containsKey("inMemory")) {
      throw new Scp2pException(
          ErrorCode.INVALID_CONFIG, "Set either home or inMemory.", Map.of("setting", "home"));
    }
    return new NodeParts(
        optional("home", Path.class),
        required("config", NodeConfig.class, NodeConfig::defaults),
        optional("passphrase", Passphrase.class),
        transportsGiven(),
        optional("stateStore", StateStore.class),
        optional("blobStore", BlobStore.class),
        optional("searchIndex", SearchIndex.class),
        required("timeSource", TimeSource.class, TimeSource::system),
        required("entropy", Entropy.class, Entropy::system),
        optional("blockingExecutor", Executor.class),
        optional("signalScheduler", Scheduler.class),
        required("metrics", MetricsSink.class, MetricsSink::none));
  }

  private @Nullable List<Transport> transportsGiven() {
    List<?> transports = optional("transports", List.class);
    return transports == null ? null : transports.stream().map(Transport.class::cast).toList();
  }

  private <T> @Nullable T optional(String name, Class<T> type) {
    return type.cast(given.get(name));
  }

  private <T> T required(String name, Class<T> type, Supplier<T> fallback) {
    T value = optional(name, type);
    return value == null ? fallback.get() : value;
  }
}
