package io.scp2p.transport.tcp;

import io.netty.channel.Channel;
import io.scp2p.api.contract.TransportContract;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

class TcpTransportContractTest extends TransportContract {
  private final List<TcpTransport> transports = new ArrayList<>();
  private final List<ServerSocket> silent = new ArrayList<>();

  @AfterEach
  void freeSilentAddresses() throws IOException {
    for (ServerSocket socket : silent) {
      socket.close();
    }
  }

  @Override
  protected Transport newTransport(TransportSettings settings) {
    TcpTransport transport = (TcpTransport) new TcpTransportProvider().create(settings);
    transports.add(transport);
    return transport;
  }

  @Override
  protected InetSocketAddress listenAddress(Transport transport) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** What the kernel does for a killed process: the sockets go, TLS says nothing. */
  @Override
  protected void killAbruptly(Transport transport) {
    for (Channel channel : ((TcpTransport) transport).channels()) {
      channel.eventLoop().execute(() -> channel.unsafe().close(channel.voidPromise()));
    }
  }

  @Override
  protected InetSocketAddress closedAddress() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The kernel accepts for it, but nobody speaks TLS there. */
  @Override
  protected InetSocketAddress silentAddress() {
    try {
      ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
      silent.add(socket);
      return (InetSocketAddress) socket.getLocalSocketAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected Optional<AutoCloseable> silentClient(InetSocketAddress server) {
    try {
      return Optional.of(new Socket(server.getAddress(), server.getPort()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected int liveResources() {
    long threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith(TcpTransport.THREAD_NAME))
            .count();
    int channels = transports.stream().mapToInt(transport -> transport.channels().size()).sum();
    return (int) threads + channels;
  }
}
