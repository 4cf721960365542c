package io.scp2p.core.engine.turn;

import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.PacketPort;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportProvider;
import io.scp2p.api.spi.TransportSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * QUIC of the real transport behind a firewall that lets UDP through to the relayed ports of a TURN
 * server and nowhere else; what goes by a detour is the business of the line to the server.
 */
public final class OnlyTurn implements Transport, PacketPort {
  private final Transport quic;
  private final PacketPort port;
  private final int firstRelayPort;
  private final Set<InetSocketAddress> aliases = ConcurrentHashMap.newKeySet();
  private volatile boolean open;
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong throughDetours = new AtomicLong();

  /** Ports from {@code firstRelayPort} on are the server's. */
  public OnlyTurn(int firstRelayPort) {
    this.quic =
        ServiceLoader.load(TransportProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> provider.kind() == TransportKind.QUIC)
            .findFirst()
            .orElseThrow()
            .create(TransportSettings.defaults());
    this.port = (PacketPort) quic;
    this.firstRelayPort = firstRelayPort;
  }

  /** What the firewall has stopped. */
  public long refused() {
    return refused.get();
  }

  /** Datagrams that left by a detour. */
  public long throughDetours() {
    return throughDetours.get();
  }

  /** The firewall lets everything through from now on. */
  public void open() {
    open = true;
  }

  private boolean lets(InetSocketAddress at) {
    boolean passes = open || aliases.contains(at) || at.getPort() >= firstRelayPort;
    if (!passes) {
      refused.incrementAndGet();
    }
    return passes;
  }

  @Override
  public TransportKind kind() {
    return TransportKind.QUIC;
  }

  @Override
  public CompletionStage<InetSocketAddress> listen(InetSocketAddress local, Acceptor acceptor) {
    return quic.listen(local, acceptor);
  }

  @Override
  public CompletionStage<Connection> dial(
      InetSocketAddress remote, Duration timeout, ConnectionListener listener) {
    if (lets(remote)) {
      return quic.dial(remote, timeout, listener);
    }
    return CompletableFuture.failedFuture(
        new TransportException(TransportException.Reason.UNREACHABLE, "the firewall", null));
  }

  @Override
  public void receivePackets(Receiver receiver) throws TransportException {
    port.receivePackets(
        (from, packet) -> {
          if (lets(from)) {
            receiver.received(from, packet);
          }
        });
  }

  @Override
  public void sendPacket(InetSocketAddress to, ByteBuffer packet) throws IOException {
    if (lets(to)) {
      port.sendPacket(to, packet);
    }
  }

  @Override
  public boolean detour(InetSocketAddress alias, @Nullable Detour detour) {
    if (detour == null) {
      aliases.remove(alias);
      return port.detour(alias, null);
    }
    aliases.add(alias);
    return port.detour(
        alias,
        packet -> {
          throughDetours.incrementAndGet();
          detour.send(packet);
        });
  }

  @Override
  public void arrived(InetSocketAddress alias, ByteBuffer packet) {
    port.arrived(alias, packet);
  }

  @Override
  public void close() {
    quic.close();
  }
}
