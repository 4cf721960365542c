package io.scp2p.core.protocol.session;

import io.scp2p.core.protocol.Machine;
import java.util.List;
import java.util.OptionalLong;

/**
 * What stands in for a handshake where there is none: through a plain tunnel the other end never
 * says who it is (section 14.4).
 */
public final class NoHandshake implements Machine<HandshakeInput, HandshakeEffect> {
  private final Peer stranger;

  /** Whoever it is counts as {@code stranger}. */
  public NoHandshake(Peer stranger) {
    this.stranger = stranger;
  }

  @Override
  public List<HandshakeEffect> accept(long nowNanos, HandshakeInput input) {
    return input instanceof HandshakeInput.Opened
        ? List.of(new HandshakeEffect.Established(stranger))
        : List.of();
  }

  @Override
  public List<HandshakeEffect> onTimeout(long nowNanos) {
    return List.of();
  }

  @Override
  public OptionalLong deadlineNanos() {
    return OptionalLong.empty();
  }
}
