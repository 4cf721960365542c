package io.scp2p.core.engine;

import io.scp2p.api.config.NetworkConfig;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * Opens the ports of a node (section 3.1): TCP, and QUIC one port below it wherever that is free,
 * so that others can derive one from the other.
 */
final class Listening {
  private static final int MAX_PORT = 65_535;

  private final Sessions sessions;
  private final Map<TransportKind, Transport> transports;
  private final NetworkConfig config;
  private final InetAddress bindAddress;
  private final Offload offload;
  private volatile List<Endpoint> bound = List.of();

  Listening(
      Sessions sessions,
      Map<TransportKind, Transport> transports,
      NetworkConfig config,
      InetAddress bindAddress,
      Offload offload) {
    this.sessions = sessions;
    this.transports = transports;
    this.config = config;
    this.bindAddress = bindAddress;
    this.offload = offload;
  }

  /** Completes with every address others may dial, as far as this machine knows its own. */
  CompletableFuture<List<Endpoint>> open() {
    if (!config.listen()) {
      return CompletableFuture.completedFuture(List.of());
    }
    CompletableFuture<Optional<Endpoint>> tcp =
        open(TransportKind.TCP, config.tcpPort(), twin(config.quicPort(), 1));
    CompletableFuture<Optional<Endpoint>> quic =
        tcp.thenCompose(
            bound -> {
              int tcpPort = bound.map(endpoint -> endpoint.address().getPort()).orElse(0);
              return open(TransportKind.QUIC, config.quicPort(), twin(tcpPort, -1));
            });
    CompletableFuture<Optional<Endpoint>> simulated =
        quic.thenCompose(
            bound -> open(TransportKind.SIMULATED, config.tcpPort(), OptionalInt.empty()));
    return tcp.thenCombine(quic, Listening::both)
        .thenCombine(simulated, Listening::both)
        .thenCompose(
            all -> {
              bound = all;
              return reachable(all);
            });
  }

  /** The same once more: the machine may have got other addresses. */
  CompletableFuture<List<Endpoint>> again() {
    return reachable(bound);
  }

  private static List<Endpoint> both(Optional<Endpoint> one, Optional<Endpoint> other) {
    return both(one.stream().toList(), other);
  }

  private static List<Endpoint> both(List<Endpoint> some, Optional<Endpoint> other) {
    List<Endpoint> all = new ArrayList<>(some);
    other.ifPresent(all::add);
    return all;
  }

  private static OptionalInt twin(int port, int distance) {
    int twin = port + distance;
    return port > 0 && twin > 0 && twin <= MAX_PORT ? OptionalInt.of(twin) : OptionalInt.empty();
  }

  /** Port 0 tries to be the neighbour of the other transport's before it is any. */
  private CompletableFuture<Optional<Endpoint>> open(
      TransportKind kind, int port, OptionalInt neighbour) {
    Transport transport = transports.get(kind);
    if (transport == null) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    boolean any = port == 0 || config.anyPortIfTaken();
    int first = port == 0 ? neighbour.orElse(0) : port;
    return bind(transport, first)
        .exceptionallyCompose(
            failure ->
                any && first != 0 ? bind(transport, 0) : CompletableFuture.failedFuture(failure))
        .thenApply(bound -> Optional.of(new Endpoint(kind, bound)));
  }

  private CompletableFuture<InetSocketAddress> bind(Transport transport, int port) {
    return sessions
        .listen(transport, new InetSocketAddress(bindAddress, port))
        .toCompletableFuture();
  }

  /** A socket that listens everywhere is reachable at each address of the machine. */
  private CompletableFuture<List<Endpoint>> reachable(List<Endpoint> bound) {
    if (bound.stream().noneMatch(Listening::isEverywhere)) {
      return CompletableFuture.completedFuture(bound);
    }
    return offload.call(Listening::ownAddresses).thenApply(own -> expand(bound, own));
  }

  private static List<Endpoint> expand(List<Endpoint> bound, List<InetAddress> own) {
    List<Endpoint> all = new ArrayList<>();
    for (Endpoint endpoint : bound) {
      if (isEverywhere(endpoint)) {
        int port = endpoint.address().getPort();
        own.forEach(
            address ->
                all.add(new Endpoint(endpoint.kind(), new InetSocketAddress(address, port))));
      } else {
        all.add(endpoint);
      }
    }
    return all;
  }

  private static boolean isEverywhere(Endpoint endpoint) {
    return endpoint.address().getAddress().isAnyLocalAddress();
  }

  /** Loopback comes last: it serves nodes on this machine only. */
  private static List<InetAddress> ownAddresses() throws IOException {
    List<InetAddress> outside = new ArrayList<>();
    List<InetAddress> loopback = new ArrayList<>();
    for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (card.isUp()) {
        for (InetAddress address : Collections.list(card.getInetAddresses())) {
          if (address.isLoopbackAddress()) {
            loopback.add(address);
          } else if (!address.isLinkLocalAddress()) {
            outside.add(address);
          }
        }
      }
    }
    outside.addAll(loopback);
    return outside;
  }

  /** Also those of cards that are down: a cable that is pulled for a moment changes nothing. */
  static List<InetAddress> allAddresses() throws IOException {
    List<InetAddress> all = new ArrayList<>();
    for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      all.addAll(Collections.list(card.getInetAddresses()));
    }
    return all;
  }
}
