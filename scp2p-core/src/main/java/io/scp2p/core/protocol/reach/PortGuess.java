package io.scp2p.core.protocol.reach;

import io.scp2p.api.spi.Entropy;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunMessage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * Meets a node whose router gives each destination another port, so that nobody can be told which
 * (the birthday paradox). That node opens many ports and sends one check from each to the other
 * node, whose router drops it; the other one sends checks to ports drawn at random. One of them
 * soon comes to a port that is open, and to a router that lets it in.
 *
 * <p>What arrives is an authenticated check like any other, and the business of the {@link
 * IceAgent} beside this machine; this one only sends, and not without end.
 */
public final class PortGuess implements Machine<GuessInput, GuessEffect> {
  private final GuessPlan plan;
  private final IceCheck checks;
  private final Entropy entropy;
  private final RandomGenerator random;
  private final long endNanos;
  private final BitSet tried = new BitSet();
  private int most;
  private int sent;
  private long nextNanos;
  private boolean over;

  /** Begins at the first timeout, which is at once. */
  public PortGuess(
      long nowNanos, GuessPlan plan, boolean controlling, Entropy entropy, RandomGenerator random) {
    this.plan = plan;
    this.checks = new IceCheck(plan.own(), plan.remote(), controlling, entropy);
    this.entropy = entropy;
    this.random = random;
    this.most = plan.opens() ? GuessRules.PORTS : GuessRules.PROBES;
    this.nextNanos = nowNanos;
    this.endNanos = nowNanos + GuessRules.LIMIT_NANOS;
  }

  /** When it is over at the latest, with the checks that it has led to. */
  public long settledNanos() {
    return endNanos + GuessRules.SETTLE_NANOS;
  }

  /** How many packets it has sent. */
  public int sent() {
    return sent;
  }

  /** Whether it sends nothing any more. */
  public boolean isOver() {
    return over;
  }

  @Override
  public List<GuessEffect> accept(long nowNanos, GuessInput input) {
    if (over) {
      return List.of();
    }
    return switch (input) {
      case MET -> end();
      case NO_MORE_PORTS -> {
        most = sent;
        yield List.of();
      }
    };
  }

  @Override
  public List<GuessEffect> onTimeout(long nowNanos) {
    if (over) {
      return List.of();
    }
    if (Nanos.isDue(endNanos, nowNanos)) {
      return end();
    }
    List<GuessEffect> effects = new ArrayList<>();
    if (sent < most && Nanos.isDue(nextNanos, nowNanos)) {
      if (plan.opens()) {
        for (int i = 0; i < GuessRules.PORTS_AT_ONCE && sent < most; i++) {
          effects.add(new GuessEffect.Open(plan.target(), check()));
        }
        nextNanos = nowNanos + GuessRules.OPEN_PACE_NANOS;
      } else {
        effects.add(new GuessEffect.Send(new StunAddress(plan.target().ip(), port()), check()));
        nextNanos = nowNanos + GuessRules.PROBE_PACE_NANOS;
      }
    }
    return effects;
  }

  @Override
  public OptionalLong deadlineNanos() {
    if (over) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(sent < most ? Nanos.earlier(nextNanos, endNanos) : endNanos);
  }

  private List<GuessEffect> end() {
    over = true;
    return List.of(new GuessEffect.Ended());
  }

  private Bytes check() {
    sent++;
    return checks.request(Bytes.wrap(entropy.bytes(StunMessage.TRANSACTION_BYTES)), false);
  }

  /** One that was not tried yet; most were not. */
  private int port() {
    int port;
    do {
      port = random.nextInt(GuessRules.FIRST_PORT, GuessRules.LAST_PORT + 1);
    } while (tried.get(port));
    tried.set(port);
    return port;
  }
}
