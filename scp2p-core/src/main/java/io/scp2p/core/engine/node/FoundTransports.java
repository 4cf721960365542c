package io.scp2p.core.engine.node;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.spi.NodeParts;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportProvider;
import io.scp2p.api.spi.TransportSettings;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The transports of one node: those the host passed, or else those on the class path. The latter
 * make certificates and load half of the JDK's cryptography, while the caller opens the stores.
 */
final class FoundTransports {
  private final CompletableFuture<Map<TransportKind, Transport>> transports;

  private FoundTransports(CompletableFuture<Map<TransportKind, Transport>> transports) {
    this.transports = transports;
  }

  static FoundTransports of(NodeParts parts) {
    List<Transport> given = parts.transports();
    if (given != null) {
      Map<TransportKind, Transport> all = new EnumMap<>(TransportKind.class);
      given.forEach(transport -> all.put(transport.kind(), transport));
      return new FoundTransports(CompletableFuture.completedFuture(all));
    }
    // Of the caller: it knows where the parts of the node are.
    ServiceLoader<TransportProvider> providers = ServiceLoader.load(TransportProvider.class);
    return new FoundTransports(
        CompletableFuture.supplyAsync(
            () -> found(providers, settings(parts.config())), FoundTransports::start));
  }

  /** Not a thread of the host's executor: it may be the one that waits. */
  private static void start(Runnable work) {
    Thread thread = new Thread(work, "scp2p-start");
    thread.setDaemon(true);
    thread.start();
  }

  private static Map<TransportKind, Transport> found(
      ServiceLoader<TransportProvider> providers, TransportSettings settings) {
    Map<TransportKind, Transport> transports = new EnumMap<>(TransportKind.class);
    boolean complete = false;
    try {
      for (TransportProvider provider : providers) {
        if (!transports.containsKey(provider.kind())) {
          transports.put(provider.kind(), provider.create(settings));
        }
      }
      complete = true;
      return transports;
    } finally {
      if (!complete) {
        transports.values().forEach(Transport::close);
      }
    }
  }

  private static TransportSettings settings(NodeConfig config) {
    return new TransportSettings(
        config.limits().maxSessions(),
        config.limits().maxSessionsPerAddress(),
        TransportSettings.DEFAULT_MAX_PENDING_HANDSHAKES,
        config.network().handshakeTimeout(),
        config.network().idleTimeout(),
        config.network().keepAliveInterval(),
        TransportSettings.DEFAULT_STREAM_WINDOW_BYTES,
        TransportSettings.DEFAULT_SEND_QUEUE_BYTES);
  }

  /** All of them, or why there are none. */
  Map<TransportKind, Transport> await() {
    try {
      return transports.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** For a node that does not come to be: nothing of it is left behind, nor at work. */
  void close() {
    transports
        .handle((all, failure) -> all == null ? Map.<TransportKind, Transport>of() : all)
        .join()
        .values()
        .forEach(Transport::close);
  }
}
