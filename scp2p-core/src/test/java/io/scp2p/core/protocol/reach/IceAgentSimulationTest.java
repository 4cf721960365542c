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
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two agents behind routers of all kinds, in a network of 40 ms with loss. */
class IceAgentSimulationTest {
  private static final long MS = Duration.ofMillis(1).toNanos();
  private static final StunAddress SERVER = new StunAddress(SimRouter.ip(203, 0, 113, 1), 3_478);
  private static final long DELAY_NANOS = 20 * MS;

  private record Packet(long atNanos, long order, StunAddress from, StunAddress to, Bytes bytes)
      implements Comparable<Packet> {
    @Override
    public int compareTo(Packet other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private static final class Side {
    final SimRouter router;
    final IceAgent agent;
    final PathOffer offer;
    final List<IceEffect> told = new ArrayList<>();

    Side(Kind kind, int number, boolean controlling, Random random) {
      router = new SimRouter(kind, number);
      List<Candidate> candidates = new ArrayList<>();
      candidates.add(Candidate.of(CandidateKind.HOST, router.inside, 65_535));
      if (kind != Kind.NONE) {
        candidates.add(Candidate.of(CandidateKind.SERVER_REFLEXIVE, router.out(SERVER), 65_535));
      }
      offer = new PathOffer("user" + number, "0123456789012345678901" + number, true, candidates);
      Entropy entropy = random::nextBytes;
      agent = new IceAgent(0, controlling, offer, entropy);
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
    final Side a;
    final Side b;
    long now;
    long order;
    boolean cut;

    World(Kind one, Kind other, int lossPercent, long seed) {
      random = new Random(seed);
      this.lossPercent = lossPercent;
      a = new Side(one, 11, true, random);
      b = new Side(other, 12, false, random);
    }

    void perform(Side side, List<IceEffect> effects) {
      for (IceEffect effect : effects) {
        if (effect instanceof IceEffect.Send send) {
          boolean isPrivate = send.to().ip().toString().startsWith("192.168.");
          StunAddress from = side.router.out(send.to());
          if (!isPrivate && !cut && random.nextInt(100) >= lossPercent) {
            packets.add(new Packet(now + DELAY_NANOS, order++, from, send.to(), send.datagram()));
          }
        } else {
          side.told.add(effect);
        }
      }
    }

    void deliver(Packet packet) {
      for (Side side : List.of(a, b)) {
        if (side.router.lets(packet.from(), packet.to())) {
          try {
            StunMessage message = StunMessage.decode(packet.bytes());
            if (side.agent.owns(packet.from(), message)) {
              perform(side, side.agent.accept(now, new IceInput.Received(packet.from(), message)));
            }
          } catch (WireException e) {
            throw new AssertionError(e);
          }
        }
      }
    }

    /** The controlled side hears of the offer, and its answer comes back some time later. */
    void run(Duration time, boolean begin) {
      long end = now + time.toNanos();
      if (begin) {
        perform(b, b.agent.accept(now, new IceInput.Offered(a.offer)));
      }
      long answerNanos = now + 60 * MS;
      boolean answered = !begin;
      while (now < end) {
        now += MS;
        if (!answered && now >= answerNanos) {
          answered = true;
          perform(a, a.agent.accept(now, new IceInput.Offered(b.offer)));
        }
        while (!packets.isEmpty() && packets.peek().atNanos() <= now) {
          deliver(packets.poll());
        }
        for (Side side : List.of(a, b)) {
          if (side.agent.deadlineNanos().isPresent()
              && side.agent.deadlineNanos().getAsLong() <= now) {
            perform(side, side.agent.onTimeout(now));
          }
        }
      }
    }
  }

  private static boolean possible(Kind one, Kind other) {
    boolean hard = one == Kind.SYMMETRIC && (other == Kind.HOME || other == Kind.SYMMETRIC);
    boolean alsoHard = other == Kind.SYMMETRIC && one == Kind.HOME;
    return !hard && !alsoHard;
  }

  @ParameterizedTest(name = "{0} % loss")
  @ValueSource(ints = {0, 20})
  void thirteenOfSixteenPairsOfRoutersArePassed(int lossPercent) {
    int direct = 0;
    for (Kind one : Kind.values()) {
      for (Kind other : Kind.values()) {
        World world = new World(one, other, lossPercent, 7);
        world.run(Duration.ofSeconds(12), true);
        Selected fromA = world.a.selected();
        Selected fromB = world.b.selected();
        boolean both = fromA != null && fromB != null;
        assertThat(both).as(one + " x " + other).isEqualTo(possible(one, other));
        if (both) {
          direct++;
          assertThat(world.b.router.lets(world.a.router.out(fromA.remote()), fromA.remote()))
              .as("what A sends to %s arrives", fromA.remote())
              .isTrue();
        } else {
          assertThat(world.a.told).containsExactly(new IceEffect.Failed());
          assertThat(world.b.told).containsExactly(new IceEffect.Failed());
        }
      }
    }
    assertThat(direct).isEqualTo(13);
  }

  @Test
  void aPathIsFoundInHalfASecond() {
    World world = new World(Kind.HOME, Kind.HOME, 0, 1);

    world.run(Duration.ofMillis(500), true);

    assertThat(world.a.selected()).isNotNull();
    assertThat(world.b.selected()).isNotNull();
  }

  @Test
  void aPathThatDiesIsMissedWithinFiveSeconds() {
    World world = new World(Kind.HOME, Kind.HOME, 0, 3);
    world.run(Duration.ofSeconds(30), true);
    assertThat(world.a.agent.selected()).isPresent();

    world.cut = true;
    world.run(Duration.ofSeconds(5), false);

    assertThat(world.a.told).hasSize(2).last().isInstanceOf(IceEffect.Lost.class);
    assertThat(world.b.told).hasSize(2).last().isInstanceOf(IceEffect.Lost.class);
    assertThat(world.a.agent.deadlineNanos()).isEmpty();
  }

  @Test
  void aRouterThatForgetsItsTablesCostsNothing() {
    World world = new World(Kind.HOME, Kind.HOME, 0, 4);
    world.run(Duration.ofSeconds(30), true);

    world.a.router.forget();
    world.b.router.forget();
    world.run(Duration.ofSeconds(20), false);

    assertThat(world.a.agent.selected()).isPresent();
    assertThat(world.b.agent.selected()).isPresent();
  }

  /** The sessions on the path know the old port: waiting for it to come back helps nobody. */
  @ParameterizedTest(name = "controlling: {0}")
  @ValueSource(booleans = {true, false})
  void otherPortsAfterARouterForgotAreNoticedAtOnce(boolean controlling) {
    Kind one = controlling ? Kind.SYMMETRIC : Kind.FULL_CONE;
    Kind other = controlling ? Kind.FULL_CONE : Kind.SYMMETRIC;
    World world = new World(one, other, 0, 6);
    world.run(Duration.ofSeconds(30), true);
    Side symmetric = controlling ? world.a : world.b;
    Side friendly = controlling ? world.b : world.a;
    assertThat(symmetric.agent.selected()).isPresent();

    symmetric.router.forget();
    world.run(Duration.ofMillis(1_200), false);
    assertThat(symmetric.told)
        .last()
        .isEqualTo(new IceEffect.Lost(symmetric.selected().remote(), true));

    world.run(Duration.ofSeconds(1), false);
    assertThat(friendly.told)
        .as("heard from elsewhere")
        .last()
        .isEqualTo(new IceEffect.Lost(friendly.selected().remote(), false));
  }

  @Test
  void aGoodPathOutlivesLoss() {
    World world = new World(Kind.FULL_CONE, Kind.HOME, 10, 5);

    world.run(Duration.ofMinutes(2), true);

    assertThat(world.a.agent.selected()).isPresent();
    assertThat(world.b.agent.selected()).isPresent();
  }
}
