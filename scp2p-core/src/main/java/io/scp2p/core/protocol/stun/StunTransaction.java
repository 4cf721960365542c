package io.scp2p.core.protocol.stun;

import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunMessage;
import java.time.Duration;
import java.util.Optional;

/**
 * One request over UDP: when it is sent again and when it is given up (RFC 8489, section 6.2.1).
 * The waits double; after the last sending an answer has a while longer. Whoever owns it sends what
 * {@link #poll} gives and asks again at {@link #deadlineNanos}.
 */
public final class StunTransaction {
  /**
   * How often and how long.
   *
   * @param first wait between the first two sendings
   * @param sendings altogether
   * @param last wait after the last sending
   */
  public record Schedule(Duration first, int sendings, Duration last) {
    /** The values of RFC 8489: 39.5 s altogether. */
    public static final Schedule STANDARD =
        new Schedule(Duration.ofMillis(500), 7, Duration.ofSeconds(8));

    /** For something somebody waits for: 3.75 s altogether. */
    public static final Schedule QUICK =
        new Schedule(Duration.ofMillis(250), 4, Duration.ofSeconds(2));
  }

  private final StunAddress to;
  private final Bytes id;
  private final Bytes datagram;
  private final Schedule schedule;
  private int sent;
  private long nextNanos;

  /**
   * A request that is due at once.
   *
   * @param datagram the whole request, which has this transaction id
   */
  public StunTransaction(
      long nowNanos, StunAddress to, Bytes id, Bytes datagram, Schedule schedule) {
    this.to = to;
    this.id = id;
    this.datagram = datagram;
    this.schedule = schedule;
    this.nextNanos = nowNanos;
  }

  /** Whom it asks. */
  public StunAddress to() {
    return to;
  }

  /** What to send now; empty if it is too early, or if it is over. */
  public Optional<Bytes> poll(long nowNanos) {
    if (sent == schedule.sendings() || !Nanos.isDue(nextNanos, nowNanos)) {
      return Optional.empty();
    }
    sent++;
    nextNanos =
        nowNanos
            + (sent == schedule.sendings()
                ? Nanos.of(schedule.last())
                : Nanos.of(schedule.first()) << (sent - 1));
    return Optional.of(datagram);
  }

  /** Whether nobody has answered in time. */
  public boolean isGivenUp(long nowNanos) {
    return sent == schedule.sendings() && Nanos.isDue(nextNanos, nowNanos);
  }

  /** When to look again. */
  public long deadlineNanos() {
    return nextNanos;
  }

  /**
   * Whether a message is the answer. Where it comes from is for the owner to judge: whoever asks
   * for an answer from elsewhere expects it from elsewhere.
   */
  public boolean isAnsweredBy(StunMessage message) {
    return (message.kind() == StunClass.SUCCESS || message.kind() == StunClass.ERROR)
        && message.transaction().equals(id);
  }
}
