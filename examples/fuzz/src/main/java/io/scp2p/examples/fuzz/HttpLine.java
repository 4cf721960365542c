package io.scp2p.examples.fuzz;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** One connection to the daemon. */
final class HttpLine implements AutoCloseable {
  /** On a machine that is busy with something else; longer is no answer. */
  static final int PATIENCE_MILLIS = 60_000;

  private final int port;
  private final Socket socket;
  private final InputStream in;

  HttpLine(int port) throws IOException {
    this.port = port;
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  int port() {
    return port;
  }

  /** Sends; the other side may have answered and left before all of it has gone. */
  void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException left) {
      return;
    }
  }

  /** Says that nothing more comes. */
  void finish() {
    try {
      socket.shutdownOutput();
    } catch (IOException left) {
      return;
    }
  }

  HttpAnswer answer(boolean toHead) throws IOException {
    return HttpAnswer.read(in, toHead);
  }

  /** Whether something more has come, or comes before the end. */
  boolean hasMore() throws IOException {
    in.mark(1);
    if (in.read() < 0) {
      return false;
    }
    in.reset();
    return true;
  }

  /** Whether the other side has left, in order or by a reset; waits until that is clear. */
  boolean isGone() throws IOException {
    try {
      return !hasMore();
    } catch (SocketException reset) {
      return true;
    }
  }

  /** Until something comes, or not any more. */
  void await(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      hasMore();
    } catch (SocketTimeoutException silent) {
      return;
    } finally {
      socket.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  /** What nobody has asked for. */
  boolean hasSurplus() throws IOException {
    return in.available() > 0;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      return;
    }
  }
}
