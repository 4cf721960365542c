package io.scp2p.core.engine;

import io.scp2p.core.wire.frame.Envelope;

/** Hears of one tunnel that this node keeps at a relay (section 14.3). On the loop. */
public interface TunnelUser {
  /**
   * Somebody asks through the tunnel.
   *
   * @return false for what is to be answered as any stranger's request is; if true, the answer goes
   *     through {@link TunnelLine#answer}
   */
  boolean asked(TunnelLine line, long ticket, Envelope request);

  /** The tunnel is gone. */
  void closed(TunnelLine line);
}
