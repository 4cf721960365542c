package io.scp2p.api.spi;

import java.net.InetSocketAddress;

/**
 * An encrypted connection to a node not yet identified. Over TCP it has exactly one stream, over
 * QUIC many. All methods may be called from any thread and none blocks.
 */
public interface Connection {
  /**
   * What it runs over.
   *
   * @return the kind of its transport
   */
  TransportKind kind();

  /**
   * This side's address.
   *
   * @return address and port in use here
   */
  InetSocketAddress local();

  /**
   * The other side's address as seen from here.
   *
   * @return the peer's address and port
   */
  InetSocketAddress remote();

  /**
   * Whether this side dialled.
   *
   * @return true on the side that called {@link Transport#dial}
   */
  boolean isInitiator();

  /**
   * A value both ends see alike if and only if nobody terminates the encryption between them: the
   * SHA-256 of the server's certificate.
   *
   * @return a fresh copy of 32 bytes
   */
  byte[] binding();

  /**
   * How many streams may be open at once.
   *
   * @return 1 over TCP
   */
  int maxStreams();

  /**
   * Opens a stream to the other side. Over TCP the first call on the initiator's side returns the
   * one stream there is; the other side receives it through {@link
   * ConnectionListener#streamOpened}.
   *
   * @param listener told what arrives on it
   * @return the stream, at once; nothing is delivered before credit was granted
   * @throws TransportException if no further stream may be opened or the connection has ended
   */
  ByteStream openStream(StreamListener listener) throws TransportException;

  /**
   * Ends the connection and every stream on it. Harmless when repeated.
   *
   * @param reason for logs of this side
   */
  void close(String reason);
}
