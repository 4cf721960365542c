package io.scp2p.api.spi;

import java.time.Duration;

/**
 * Limits of one transport.
 *
 * @param maxConnections accepted and dialled together
 * @param maxConnectionsPerAddress accepted from one IP address
 * @param maxPendingHandshakes accepted connections whose transport handshake is not done
 * @param handshakeTimeout for the transport handshake of an accepted connection
 * @param idleTimeout after which a silent QUIC connection ends
 * @param keepAliveInterval between signs of life on an idle QUIC connection
 * @param streamWindowBytes received but not yet read bytes of one stream
 * @param sendQueueBytes unsent bytes of one stream above which a writer should wait
 */
public record TransportSettings(
    int maxConnections,
    int maxConnectionsPerAddress,
    int maxPendingHandshakes,
    Duration handshakeTimeout,
    Duration idleTimeout,
    Duration keepAliveInterval,
    int streamWindowBytes,
    int sendQueueBytes) {
  /** Enough for a busy node, little enough for a laptop. */
  public static final int DEFAULT_MAX_CONNECTIONS = 2_048;

  /** Several nodes behind one NAT address are ordinary; hundreds are not. */
  public static final int DEFAULT_MAX_CONNECTIONS_PER_ADDRESS = 64;

  /** Silent clients may hold this many slots, never a listener (specification Q-5). */
  public static final int DEFAULT_MAX_PENDING_HANDSHAKES = 512;

  /** A handshake takes two round trips and some arithmetic. */
  public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  /** Specification section 3.3. */
  public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofSeconds(30);

  /** Specification section 3.3. */
  public static final Duration DEFAULT_KEEP_ALIVE_INTERVAL = Duration.ofSeconds(10);

  /** 100 Mbit/s over 160 ms. */
  public static final int DEFAULT_STREAM_WINDOW_BYTES = 2 << 20;

  /** Four chunks of 256 KiB: the wire stays busy while the next one is read from disk. */
  public static final int DEFAULT_SEND_QUEUE_BYTES = 1 << 20;

  /** Refuses limits that cannot work. */
  public TransportSettings {
    atLeast("maxConnections", maxConnections, 1);
    atLeast("maxConnectionsPerAddress", maxConnectionsPerAddress, 1);
    atLeast("maxPendingHandshakes", maxPendingHandshakes, 1);
    atLeast("streamWindowBytes", streamWindowBytes, 16 << 10);
    atLeast("sendQueueBytes", sendQueueBytes, 16 << 10);
    positive("handshakeTimeout", handshakeTimeout);
    positive("idleTimeout", idleTimeout);
    positive("keepAliveInterval", keepAliveInterval);
    if (keepAliveInterval.compareTo(idleTimeout) >= 0) {
      throw new IllegalArgumentException(
          "keepAliveInterval " + keepAliveInterval + " must be below idleTimeout " + idleTimeout);
    }
  }

  /**
   * The documented defaults.
   *
   * @return settings made of the constants above
   */
  public static TransportSettings defaults() {
    return new TransportSettings(
        DEFAULT_MAX_CONNECTIONS,
        DEFAULT_MAX_CONNECTIONS_PER_ADDRESS,
        DEFAULT_MAX_PENDING_HANDSHAKES,
        DEFAULT_HANDSHAKE_TIMEOUT,
        DEFAULT_IDLE_TIMEOUT,
        DEFAULT_KEEP_ALIVE_INTERVAL,
        DEFAULT_STREAM_WINDOW_BYTES,
        DEFAULT_SEND_QUEUE_BYTES);
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ", not " + value);
    }
  }

  private static void positive(String name, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }
}
