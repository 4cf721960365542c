package io.scp2p.examples.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port of the loopback interface that nobody has at the moment. */
public final class FreePort {
  private FreePort() {}

  /** Finds one, for a node that has to keep it when it starts again. */
  public static int find() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
