package io.scp2p.transport.quic;

import io.scp2p.api.spi.TransportSettings;

/** The numbers of this transport, in one place. */
final class QuicLimits {
  /** The protocol name that both sides must offer ({@code docs/extensions.md}, X3). */
  static final String ALPN = "scp2p-x/1";

  /** Accepted and dialled together: the library needs about five threads for each. */
  static final int MAX_CONNECTIONS = 128;

  /** Half-open connections already have their threads, and their source is not proven yet. */
  static final int MAX_PENDING_HANDSHAKES = 32;

  /** Streams that one side may have open at once. */
  static final int MAX_STREAMS = 128;

  /**
   * Streams that we allow the other side. Twice what it needs: a stream that is over on its side
   * still counts until we have seen its end too.
   */
  static final int ANNOUNCED_STREAMS = 2 * MAX_STREAMS;

  /** What a slow reader may hold up on one connection, in stream windows. */
  static final int CONNECTION_WINDOW_STREAMS = 8;

  /** Length of our own connection ids; short headers do not say it. */
  static final int CONNECTION_ID_BYTES = 8;

  /** Clients must fill a datagram with an Initial packet up to this (RFC 9000, section 14.1). */
  static final int MIN_INITIAL_DATAGRAM_BYTES = 1_200;

  /** The largest datagram the library accepts. */
  static final int MAX_DATAGRAM_BYTES = 1_500;

  /** Datagrams waiting for the library in front of one connection: two default windows. */
  static final int CLIENT_QUEUE_DATAGRAMS = 4_096;

  /** The same for the listener, which all accepted connections share. */
  static final int SERVER_QUEUE_DATAGRAMS = 16_384;

  /** Asked of the system; the library sends in bursts. */
  static final int SOCKET_BUFFER_BYTES = 4 << 20;

  private QuicLimits() {}

  /** The settings of a node, held to what this transport can bear. */
  static TransportSettings within(TransportSettings settings) {
    return new TransportSettings(
        Math.min(settings.maxConnections(), MAX_CONNECTIONS),
        settings.maxConnectionsPerAddress(),
        Math.min(settings.maxPendingHandshakes(), MAX_PENDING_HANDSHAKES),
        settings.handshakeTimeout(),
        settings.idleTimeout(),
        settings.keepAliveInterval(),
        settings.streamWindowBytes(),
        settings.sendQueueBytes());
  }
}
