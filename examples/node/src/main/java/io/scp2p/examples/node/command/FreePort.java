package io.scp2p.examples.node.command;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A TCP port of loopback for a process that is still to be started. What a system gives to whoever
 * asks for any port lies above these: nobody is given it before the process has it, nor while the
 * process is started anew.
 */
public final class FreePort {
  private static final int LOWEST = 10_000;

  /** Linux gives out ports from here on, others from higher up. */
  private static final int BOUND = 32_768;

  private static final int ATTEMPTS = 1_000;

  private FreePort() {}

  /** One that nobody listens on. */
  public static int next() throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, BOUND);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IOException("every port of " + ATTEMPTS + " was in use");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
