package io.scp2p.core.protocol.session;

import io.scp2p.core.protocol.Machine;
import io.scp2p.core.wire.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** What both sides of a handshake have in common: one outcome, and a deadline until then. */
abstract class Handshake implements Machine<HandshakeInput, HandshakeEffect> {
  private final long timeoutNanos;
  private OptionalLong deadline = OptionalLong.empty();
  private boolean over;

  Handshake(Duration timeout) {
    this.timeoutNanos = timeout.toNanos();
  }

  /** The stream is open: the initiator speaks first. */
  abstract List<HandshakeEffect> opened(long wallSeconds);

  abstract List<HandshakeEffect> received(long nowNanos, Bytes frameBody, long wallSeconds)
      throws Refusal;

  @Override
  public final List<HandshakeEffect> accept(long nowNanos, HandshakeInput input) {
    if (over) {
      return List.of();
    }
    if (input instanceof HandshakeInput.Opened open) {
      deadline = OptionalLong.of(nowNanos + timeoutNanos);
      return opened(open.wallSeconds());
    }
    if (input instanceof HandshakeInput.Frame frame) {
      try {
        return received(nowNanos, frame.body(), frame.wallSeconds());
      } catch (Refusal refusal) {
        return end(refusal.effect());
      }
    }
    return end(new HandshakeEffect.Refused(HandshakeFailure.ENDED, null));
  }

  @Override
  public final List<HandshakeEffect> onTimeout(long nowNanos) {
    if (deadline.isEmpty() || nowNanos - deadline.getAsLong() < 0) {
      return List.of();
    }
    return end(new HandshakeEffect.Refused(HandshakeFailure.TIMED_OUT, null));
  }

  @Override
  public final OptionalLong deadlineNanos() {
    return deadline;
  }

  /** The last effect, whatever came before it in the same answer. */
  final List<HandshakeEffect> end(HandshakeEffect... effects) {
    over = true;
    deadline = OptionalLong.empty();
    return List.of(effects);
  }
}
