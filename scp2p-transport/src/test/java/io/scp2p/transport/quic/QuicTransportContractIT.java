package io.scp2p.transport.quic;

import io.scp2p.api.contract.TransportContract;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportException.Reason;
import io.scp2p.api.spi.TransportSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** QUIC keeps the promises that every transport makes. */
class QuicTransportContractIT extends TransportContract {
  private final List<QuicTransport> transports = new ArrayList<>();
  private final List<DatagramSocket> sockets = new ArrayList<>();

  @Override
  protected Transport newTransport(TransportSettings settings) {
    QuicTransport transport = (QuicTransport) new QuicTransportProvider().create(settings);
    transports.add(transport);
    return transport;
  }

  @Override
  protected InetSocketAddress listenAddress(Transport transport) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Override
  protected void killAbruptly(Transport transport) {
    ((QuicTransport) transport).dropDead();
  }

  @Override
  protected InetSocketAddress closedAddress() {
    InetSocketAddress address = silentAddress();
    sockets.remove(sockets.size() - 1).close();
    return address;
  }

  @Override
  protected InetSocketAddress silentAddress() {
    try {
      DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      sockets.add(socket);
      return (InetSocketAddress) socket.getLocalSocketAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected Optional<AutoCloseable> silentClient(InetSocketAddress server) {
    try {
      return Optional.of(new MuteClient(server));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected int liveResources() {
    // The two threads of an open port are there from the first dial on; they belong to the node.
    return transports.stream().mapToInt(t -> t.threads().alive() - (t.isOpen() ? 2 : 0)).sum();
  }

  @Override
  protected Duration patience() {
    return Duration.ofSeconds(60);
  }

  @Override
  protected Set<Reason> reasonsForClosedPort() {
    return Set.of(Reason.UNREACHABLE, Reason.TIMED_OUT);
  }

  @AfterEach
  void freeThePorts() {
    sockets.forEach(DatagramSocket::close);
  }
}
