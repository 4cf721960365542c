package io.scp2p.core.sim;

import java.net.InetAddress;

/** A place taken by an accepted connection whose handshake is not done; it expires. */
final class HandshakeSlot {
  private final SimListener listener;
  private final InetAddress remote;
  private final SimTask expiry;
  private boolean held = true;

  HandshakeSlot(SimListener listener, InetAddress remote) {
    this.listener = listener;
    this.remote = remote;
    SimTransport transport = listener.transport();
    this.expiry =
        transport
            .host()
            .scheduleNanos(
                transport.settings().handshakeTimeout().toNanos(),
                "handshake timeout",
                remote,
                this::release);
  }

  SimListener listener() {
    return listener;
  }

  InetAddress remote() {
    return remote;
  }

  boolean isHeld() {
    return held;
  }

  void release() {
    if (held) {
      held = false;
      expiry.cancel();
      listener.transport().remove(this);
    }
  }
}
