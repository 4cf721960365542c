package io.scp2p.examples.node.command;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The yardstick: the same bytes from a file through a plain socket on loopback into a file, with no
 * encryption and no check of anything.
 */
final class LoopbackCopy {
  private LoopbackCopy() {}

  /** Returns when the copy is whole. */
  static void copy(Path from, Path to) throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> send(listener, from), task -> new Thread(task, "raw-copy").start());
      try (Socket socket = new Socket(listener.getInetAddress(), listener.getLocalPort());
          OutputStream out = Files.newOutputStream(to)) {
        socket.getInputStream().transferTo(out);
      }
      sent.join();
    } catch (CompletionException e) {
      throw new IOException("the raw copy failed: " + e.getMessage(), e);
    }
  }

  private static void send(ServerSocket listener, Path from) {
    try (Socket socket = listener.accept();
        OutputStream out = socket.getOutputStream()) {
      Files.copy(from, out);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }
}
