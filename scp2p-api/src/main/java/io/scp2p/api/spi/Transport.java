package io.scp2p.api.spi;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * One way of connecting to other nodes. A node has at most one instance of each kind.
 *
 * <p>Connections carry bytes and a {@linkplain Connection#binding() channel binding}; they prove
 * nothing about who is at the other end. Identity is the business of the handshake above.
 */
public interface Transport extends AutoCloseable {
  /**
   * What this transport speaks.
   *
   * @return always the same kind
   */
  TransportKind kind();

  /**
   * Starts to accept connections. May be called once for each local address.
   *
   * @param local where to listen; port 0 takes any free port
   * @param acceptor told of every connection whose transport handshake is done
   * @return completes with the bound address, or fails with {@link TransportException}
   */
  CompletionStage<InetSocketAddress> listen(InetSocketAddress local, Acceptor acceptor);

  /**
   * Connects to another node. Cancelling the returned future abandons the attempt.
   *
   * @param remote where to
   * @param timeout for name-less connect and transport handshake together
   * @param listener told what happens on the connection from its first byte on
   * @return completes once the transport handshake is done, or fails with {@link
   *     TransportException}
   */
  CompletionStage<Connection> dial(
      InetSocketAddress remote, Duration timeout, ConnectionListener listener);

  /** Closes every listener and connection; returns once no thread or socket is left. */
  @Override
  void close();

  /** Receives accepted connections. */
  @FunctionalInterface
  interface Acceptor {
    /**
     * Called once for each connection, before any of its bytes are delivered.
     *
     * @param connection the new connection
     * @return told what happens on it
     */
    ConnectionListener accepted(Connection connection);
  }
}
