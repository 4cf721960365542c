package io.scp2p.core.engine.reach;

import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.PacketPort;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.turn.TurnPaths;
import io.scp2p.core.protocol.reach.GuessBudget;
import io.scp2p.core.protocol.reach.GuessEffect;
import io.scp2p.core.protocol.reach.GuessInput;
import io.scp2p.core.protocol.reach.GuessPlan;
import io.scp2p.core.protocol.reach.IceInput;
import io.scp2p.core.protocol.reach.PortGuess;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.stun.StunAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Lets searches that have found nothing go on with guessed ports, one after the other. A port that
 * is opened for it stands at the shared one under an address of {@code 100::/64}, as ways over TURN
 * servers do: so checks, QUIC and the choice of paths need not know. Lives on the loop.
 */
final class PortGuesses {
  private static final System.Logger LOG = System.getLogger(PortGuesses.class.getName());

  /** Ways over TURN servers have another one under the same addresses. */
  private static final int ALIAS_PORT = 10;

  private final Loop loop;
  private final Entropy entropy;
  private final RandomGenerator random;
  private final PacketPort port;
  private final BiConsumer<StunAddress, Bytes> send;
  private final GuessBudget budget = new GuessBudget();
  private final Alarm alarm;
  private @Nullable Attempt attempt;
  private @Nullable PortGuess guess;
  private int last;

  /** What a search has opened, from its first guess until it ends. */
  static final class Opened {
    private final Set<InetSocketAddress> aliases = new LinkedHashSet<>();
    private @Nullable GuessPlan plan;
    private long heardNanos;

    /** Whom the ports talk to; null if there are none, or the address is none of them. */
    @Nullable StunAddress target(StunAddress alias) {
      return plan != null && aliases.contains(StunPort.socketAddress(alias)) ? plan.target() : null;
    }

    /** Ports that are open. */
    int size() {
      return aliases.size();
    }
  }

  /**
   * Nothing is guessed yet.
   *
   * @param send what sends from the shared port, or where an alias leads
   */
  PortGuesses(
      Loop loop,
      Entropy entropy,
      RandomGenerator random,
      PacketPort port,
      BiConsumer<StunAddress, Bytes> send) {
    this.loop = loop;
    this.entropy = entropy;
    this.random = random;
    this.port = port;
    this.send = send;
    this.alarm = new Alarm(loop, this::step);
  }

  /** Both offers of a search are known: it may come to guesses. */
  void plan(Attempt of, GuessPlan plan) {
    of.guesses.plan = plan;
    of.guesses.heardNanos = now();
  }

  /** Begins with a search that has had no success for a while, unless there is one under way. */
  void look(List<Attempt> attempts, BiConsumer<Attempt, IceInput> tell) {
    for (Attempt each : attempts) {
      GuessPlan plan = each.guesses.plan;
      if (attempt == null
          && plan != null
          && !each.agent.works()
          && !each.guessed
          && GuessBudget.isTime(each.guesses.heardNanos, now())
          && budget.tryBegin(now(), plan.target().ip())) {
        each.guessed = true;
        attempt = each;
        guess = new PortGuess(now(), plan, each.controlling, entropy, random);
        String how = plan.opens() ? "opening ports towards " : "trying ports of ";
        LOG.log(System.Logger.Level.DEBUG, "peer {0}: {1}", each.peer.id(), how + plan.target());
        tell.accept(each, new IceInput.Prolonged(guess.settledNanos()));
        step();
      }
    }
  }

  /** A search has got a packet: if that was from where it guessed, it need not go on. */
  void watch(Attempt of) {
    if (of == attempt && of.agent.works()) {
      perform(GuessInput.MET);
    }
  }

  /** A search has chosen: ports that it does not need end. */
  void keep(Attempt of, InetSocketAddress chosen) {
    watch(of);
    end(of, chosen);
  }

  /** A search is over, and the path that it found. */
  void close(Attempt of) {
    if (of == attempt) {
      ended(of, false);
    }
    end(of, null);
  }

  private void end(Attempt of, @Nullable InetSocketAddress kept) {
    of.guesses.aliases.removeIf(
        alias -> {
          boolean unused = !alias.equals(kept);
          return unused && port.detour(alias, null);
        });
  }

  private long now() {
    return loop.time().nanos();
  }

  private void step() {
    PortGuess running = guess;
    if (running != null) {
      perform(running.onTimeout(now()));
    }
  }

  private void perform(GuessInput input) {
    PortGuess running = guess;
    if (running != null) {
      perform(running.accept(now(), input));
    }
  }

  private void perform(List<GuessEffect> effects) {
    Attempt of = attempt;
    PortGuess running = guess;
    if (of == null || running == null) {
      return;
    }
    for (GuessEffect effect : effects) {
      if (effect instanceof GuessEffect.Send packet) {
        send.accept(packet.to(), packet.datagram());
      } else if (effect instanceof GuessEffect.Open more) {
        if (!open(of, more)) {
          perform(GuessInput.NO_MORE_PORTS);
          break;
        }
      } else {
        ended(of, of.agent.works());
        return;
      }
    }
    alarm.set(running.deadlineNanos());
  }

  private boolean open(Attempt of, GuessEffect.Open more) {
    InetSocketAddress alias = new InetSocketAddress(TurnPaths.alias(++last), ALIAS_PORT);
    if (!port.sidePort(alias, StunPort.socketAddress(more.to()))) {
      return false;
    }
    of.guesses.aliases.add(alias);
    send.accept(StunPort.address(alias), more.datagram());
    return true;
  }

  private void ended(Attempt of, boolean met) {
    GuessPlan plan = of.guesses.plan;
    if (plan != null) {
      budget.ended(now(), plan.target().ip(), met);
      int sent = guess == null ? 0 : guess.sent();
      String how = sent + " guesses, " + of.guesses.size() + " ports open, met: " + met;
      LOG.log(System.Logger.Level.DEBUG, "peer {0}: {1}", of.peer.id(), how);
    }
    attempt = null;
    guess = null;
    alarm.set(OptionalLong.empty());
  }
}
