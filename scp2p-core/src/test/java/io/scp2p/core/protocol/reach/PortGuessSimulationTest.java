package io.scp2p.core.protocol.reach;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.Entropy;
import io.scp2p.core.protocol.reach.IceEffect.Selected;
import io.scp2p.core.protocol.reach.SimRouter.Kind;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.reach.Candidate;
import io.scp2p.core.wire.reach.CandidateKind;
import io.scp2p.core.wire.reach.PathOffer;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Agents behind a port-restricted router and one that gives each destination another port, with
 * guesses beside them, in a network of 40 ms. The routers of a kernel are in {@code examples/lab}.
 */
class PortGuessSimulationTest {
  private static final long MS = Duration.ofMillis(1).toNanos();
  private static final long DELAY_NANOS = 20 * MS;
  private static final StunAddress SERVER = new StunAddress(SimRouter.ip(203, 0, 113, 1), 3_478);
  private static final int SHARED = 0;

  private record Packet(long atNanos, long order, StunAddress from, StunAddress to, Bytes bytes)
      implements Comparable<Packet> {
    @Override
    public int compareTo(Packet other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  /** A port of the node behind the strict router, and whom it talks to. */
  private record Flow(int port, StunAddress to) {}

  /** Gives each flow a port drawn at random, and lets in only whom the flow goes to. */
  private static final class StrictRouter {
    private final Random random;
    private final Map<Flow, StunAddress> outside = new HashMap<>();
    private final Map<StunAddress, Flow> inside = new HashMap<>();

    StrictRouter(Random random) {
      this.random = random;
    }

    StunAddress out(Flow flow) {
      return outside.computeIfAbsent(
          flow,
          any -> {
            StunAddress fresh;
            do {
              fresh =
                  new StunAddress(SimRouter.ip(203, 0, 113, 12), 1_024 + random.nextInt(64_512));
            } while (inside.putIfAbsent(fresh, flow) != null);
            return fresh;
          });
    }
  }

  private static final class Side {
    final PathOffer offer;
    final IceAgent agent;
    final boolean controlling;
    final List<IceEffect> told = new ArrayList<>();
    final long guessNanos;
    @Nullable PortGuess guess;

    Side(String user, boolean controlling, PathOffer offer, long guessNanos, Random random) {
      this.offer = offer;
      this.controlling = controlling;
      this.guessNanos = guessNanos;
      this.agent = new IceAgent(0, controlling, offer, random::nextBytes);
    }

    @Nullable Selected selected() {
      return told.stream()
          .filter(Selected.class::isInstance)
          .map(Selected.class::cast)
          .findFirst()
          .orElse(null);
    }
  }

  private static final class World {
    final Random random;
    final int lossPercent;
    final PriorityQueue<Packet> packets = new PriorityQueue<>();
    final SimRouter homeRouter = new SimRouter(Kind.HOME, 11);
    final StrictRouter strictRouter;
    final Side home;
    final Side strict;
    int opened;
    long now;
    long order;

    World(boolean homeAsks, int lossPercent, long seed) {
      this.random = new Random(seed);
      this.lossPercent = lossPercent;
      this.strictRouter = new StrictRouter(random);
      StunAddress seen = strictRouter.out(new Flow(SHARED, SERVER));
      // The one that asks hears of the other's offer 60 ms later.
      home = side("home", homeAsks, homeRouter.out(SERVER), false, homeAsks ? 3_060 : 3_000);
      strict = side("strict", !homeAsks, seen, true, homeAsks ? 3_000 : 3_060);
    }

    private Side side(String user, boolean asks, StunAddress seen, boolean differs, long guessMs) {
      List<Candidate> candidates =
          List.of(Candidate.of(CandidateKind.SERVER_REFLEXIVE, seen, 65_535));
      PathOffer offer =
          new PathOffer(user, user + "0123456789012345678901", true, candidates, differs);
      return new Side(user, asks, offer, guessMs * MS, random);
    }

    private static StunAddress alias(int port) {
      Bytes octets = Bytes.parse(String.format("0100000000000000%016x", port));
      return new StunAddress(new IpAddress(octets), 10);
    }

    void send(Side side, StunAddress to, Bytes datagram) {
      StunAddress from = homeRouter.inside;
      StunAddress target = to;
      if (side == home) {
        from = homeRouter.out(to);
      } else if (to.ip().isV4()) {
        from = strictRouter.out(new Flow(SHARED, to));
      } else {
        int port = (int) to.ip().octets().buffer().getLong(8);
        target = homeRouter.out(SERVER);
        from = strictRouter.out(new Flow(port, target));
      }
      if (random.nextInt(100) >= lossPercent) {
        packets.add(new Packet(now + DELAY_NANOS, order++, from, target, datagram));
      }
    }

    void perform(Side side, List<IceEffect> effects) {
      for (IceEffect effect : effects) {
        if (effect instanceof IceEffect.Send send) {
          send(side, send.to(), send.datagram());
        } else {
          side.told.add(effect);
        }
      }
      if (side.guess != null && side.agent.works()) {
        guess(side, side.guess.accept(now, GuessInput.MET));
      }
    }

    void guess(Side side, List<GuessEffect> effects) {
      for (GuessEffect effect : effects) {
        if (effect instanceof GuessEffect.Send send) {
          send(side, send.to(), send.datagram());
        } else if (effect instanceof GuessEffect.Open open) {
          send(side, alias(++opened), open.datagram());
        }
      }
    }

    void deliver(Packet packet) throws WireException {
      Flow flow = strictRouter.inside.get(packet.to());
      if (flow != null && flow.to().equals(packet.from())) {
        receive(strict, flow.port() == SHARED ? packet.from() : alias(flow.port()), packet.bytes());
      } else if (homeRouter.lets(packet.from(), packet.to())) {
        receive(home, packet.from(), packet.bytes());
      }
    }

    void receive(Side side, StunAddress from, Bytes bytes) throws WireException {
      StunMessage message = StunMessage.decode(bytes);
      if (side.agent.owns(from, message)) {
        perform(side, side.agent.accept(now, new IceInput.Received(from, message)));
      }
    }

    void begin(Side side, Side other, Entropy entropy) {
      GuessPlan plan = GuessPlan.of(side.offer, other.offer).orElseThrow();
      side.guess = new PortGuess(now, plan, side.controlling, entropy, random);
      perform(side, side.agent.accept(now, new IceInput.Prolonged(side.guess.settledNanos())));
    }

    void run(Duration time) throws WireException {
      perform(home, home.agent.accept(now, new IceInput.Offered(strict.offer)));
      perform(strict, strict.agent.accept(now, new IceInput.Offered(home.offer)));
      while (now < time.toNanos()) {
        now += MS;
        while (!packets.isEmpty() && packets.peek().atNanos() <= now) {
          deliver(packets.poll());
        }
        for (Side side : List.of(home, strict)) {
          if (side.agent.deadlineNanos().orElse(Long.MAX_VALUE) <= now) {
            perform(side, side.agent.onTimeout(now));
          }
          if (side.guess == null && now >= side.guessNanos && side.told.isEmpty()) {
            begin(side, side == home ? strict : home, random::nextBytes);
          }
          if (side.guess != null && side.guess.deadlineNanos().orElse(Long.MAX_VALUE) <= now) {
            guess(side, side.guess.onTimeout(now));
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "home asks: {0}, {1} % loss")
  @CsvSource({"true, 0", "false, 0", "true, 10", "false, 10"})
  void pairsThatOrdinaryChecksCannotJoinMeet(boolean homeAsks, int lossPercent)
      throws WireException {
    int met = 0;
    int searches = 20;
    for (int seed = 0; seed < searches; seed++) {
      World world = new World(homeAsks, lossPercent, seed);
      world.run(Duration.ofSeconds(17));
      Selected fromHome = world.home.selected();
      Selected fromStrict = world.strict.selected();
      assertThat(fromHome == null).as("both or none").isEqualTo(fromStrict == null);
      assertThat(world.opened).isBetween(1, GuessRules.PORTS);
      if (fromHome != null && fromStrict != null) {
        met++;
        int port = (int) fromStrict.remote().ip().octets().buffer().getLong(8);
        assertThat(world.strictRouter.inside.get(fromHome.remote()).port()).isEqualTo(port);
        assertThat(fromHome.kind()).isEqualTo(CandidateKind.PEER_REFLEXIVE);
        assertThat(fromStrict.kind()).isEqualTo(CandidateKind.PEER_REFLEXIVE);
      } else {
        assertThat(world.home.told).containsExactly(new IceEffect.Failed());
        assertThat(world.strict.told).containsExactly(new IceEffect.Failed());
      }
    }
    assertThat(met).isGreaterThanOrEqualTo(searches - 2);
  }

  @Test
  void thePathIsWatchedLikeAnyOther() throws WireException {
    World world = new World(true, 0, 3);
    world.run(Duration.ofSeconds(30));

    assertThat(world.home.agent.selected()).isPresent();
    assertThat(world.strict.agent.selected()).isPresent();
    assertThat(world.home.guess).isNotNull();
    assertThat(world.home.guess.isOver()).isTrue();
    assertThat(world.home.guess.sent()).isLessThan(GuessRules.PROBES);
  }
}
