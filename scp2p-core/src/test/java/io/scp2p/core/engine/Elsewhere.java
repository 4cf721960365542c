package io.scp2p.core.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Passes connections on from another address of this machine: whoever comes this way shares no
 * address with others who come from loopback as it is, nor their allowance.
 */
final class Elsewhere implements AutoCloseable {
  private final ServerSocket listener;
  private final InetAddress from;
  private final InetSocketAddress to;
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  Elsewhere(InetAddress from, InetSocketAddress to) throws IOException {
    this.from = from;
    this.to = to;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    thread(this::accept);
  }

  /** What to dial. */
  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "elsewhere");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket near = listener.accept();
        open.add(near);
        Socket far = new Socket(to.getAddress(), to.getPort(), from, 0);
        open.add(far);
        thread(() -> pass(near, far));
        thread(() -> pass(far, near));
      }
    } catch (IOException closed) {
      close();
    }
  }

  private static void pass(Socket one, Socket other) {
    try (one;
        other;
        InputStream in = one.getInputStream();
        OutputStream out = other.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException ended) {
      // By either side: both sockets are closed now.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
