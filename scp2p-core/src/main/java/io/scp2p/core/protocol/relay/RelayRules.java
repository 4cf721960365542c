package io.scp2p.core.protocol.relay;

import java.time.Duration;

/**
 * What a relay grants (specification sections 14.5 and 20.3; quirk Q-17). Bytes are counted for a
 * day, requests and answers together.
 *
 * @param maxTunnels firewalled nodes served
 * @param serveContent whether content may pass, or control messages only
 * @param bytesPerTunnel carried by one tunnel
 * @param bytesPerKey carried for one node that asks
 * @param bytesPerBlock carried for all who ask from one address
 * @param idleTimeout after which a tunnel that carries nothing is closed
 * @param answerTimeout for the node at the other end
 */
public record RelayRules(
    int maxTunnels,
    boolean serveContent,
    long bytesPerTunnel,
    long bytesPerKey,
    long bytesPerBlock,
    Duration idleTimeout,
    Duration answerTimeout) {
  /** Section 20.3. */
  public static final int MAX_TUNNELS_PER_KEY = 3;

  /** A household, or an office behind one address. */
  public static final int MAX_TUNNELS_PER_BLOCK = 16;

  /** Slots that were asked for without a tunnel; they expire by themselves. */
  public static final int MAX_BARE_SLOTS = 256;

  /** Section 14.1. */
  public static final long SLOT_SECONDS = 600;

  /** Section 14.3: requests that wait for one tunnel. */
  public static final int MAX_QUEUED = 32;

  /** Of one node that asks, so that it cannot fill a tunnel by itself. */
  public static final int MAX_QUEUED_PER_KEY = 24;

  /** Section 14.5: what a tunnel carries where content is not served. */
  public static final long CONTROL_BYTES = 16L << 20;

  /** Nodes behind one address that may each use what one may. */
  public static final int KEYS_PER_BLOCK = 4;

  /** Section 14.4. */
  public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  /** Rules that follow from what a host configures. */
  public static RelayRules of(
      int maxTunnels, boolean serveContent, long bytesPerTunnel, Duration idleTimeout) {
    long bytes = serveContent ? bytesPerTunnel : Math.min(bytesPerTunnel, CONTROL_BYTES);
    long perBlock = bytes > Long.MAX_VALUE / KEYS_PER_BLOCK ? bytes : bytes * KEYS_PER_BLOCK;
    return new RelayRules(
        maxTunnels, serveContent, bytes, bytes, perBlock, idleTimeout, ANSWER_TIMEOUT);
  }
}
