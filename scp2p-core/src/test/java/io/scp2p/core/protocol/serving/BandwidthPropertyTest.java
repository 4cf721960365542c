package io.scp2p.core.protocol.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.transfer.Priority;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Laws for random trees of random caps under random demand. */
class BandwidthPropertyTest {
  private static final long START = Long.MAX_VALUE - 1_000;
  private static final int GRANTS = 150;
  private static final int MAX_AMOUNT = 100_000;

  /** Bytes that went at a moment. */
  private record Gone(long nanos, int bytes) {}

  /** One cap and what went under it. */
  private static final class Cap {
    final long rate;
    final ByteBudget mirror;
    final List<Gone> gone = new ArrayList<>();

    Cap(long rate) {
      this.rate = rate;
      this.mirror = new ByteBudget(rate, START);
    }
  }

  private record Leaf(BandwidthFlow<Leaf> flow, List<Cap> path) {}

  private static final class Tree {
    final SplittableRandom random;
    final Bandwidth<Leaf> bandwidth;
    final List<Cap> caps = new ArrayList<>();
    final List<Leaf> leaves = new ArrayList<>();
    long now = START;

    Tree(long seed, int groups) {
      random = new SplittableRandom(seed);
      Cap node = cap();
      bandwidth = new Bandwidth<>(node.rate, START);
      for (int g = 0; g < groups; g++) {
        Cap ofGroup = cap();
        BandwidthGroup<Leaf> group = bandwidth.group(priority(), ofGroup.rate, START);
        for (int f = random.nextInt(3); f >= 0; f--) {
          Cap ofFlow = cap();
          leaves.add(
              new Leaf(group.flow(priority(), ofFlow.rate, START), List.of(node, ofGroup, ofFlow)));
        }
      }
    }

    Cap cap() {
      Cap cap = new Cap(random.nextInt(3) == 0 ? 0 : random.nextLong(1_000, 10_000_000));
      caps.add(cap);
      return cap;
    }

    Priority priority() {
      return Priority.values()[random.nextInt(3)];
    }

    void book(Grant<Leaf> grant) {
      for (Cap cap : grant.ticket().path()) {
        cap.gone.add(new Gone(now, grant.bytes()));
        cap.mirror.spend(grant.bytes(), now);
      }
    }
  }

  @Property(tries = 200)
  void noCapIsExceededInAnySpanOfTime(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int n) {
    Tree tree = new Tree(seed, n);
    tree.leaves.forEach(leaf -> leaf.flow().want(leaf, tree.random.nextInt(MAX_AMOUNT)));
    for (int grants = 0; grants < GRANTS; ) {
      Grant<Leaf> grant = tree.bandwidth.poll(tree.now);
      if (grant == null) {
        tree.now = tree.bandwidth.deadlineNanos(tree.now).orElseThrow();
        continue;
      }
      grants++;
      tree.book(grant);
      grant.ticket().flow().want(grant.ticket(), tree.random.nextInt(MAX_AMOUNT));
      if (tree.random.nextInt(10) == 0) {
        tree.now += tree.random.nextLong(200_000_000); // The engine may be late.
      }
    }
    tree.caps.stream().filter(cap -> cap.rate > 0).forEach(BandwidthPropertyTest::checkSpans);
  }

  private static void checkSpans(Cap cap) {
    BigInteger largest = BigInteger.valueOf(Math.max(ByteBudget.burstBytes(cap.rate), MAX_AMOUNT));
    for (int from = 0; from < cap.gone.size(); from++) {
      BigInteger bytes = BigInteger.ZERO;
      for (int to = from; to < cap.gone.size(); to++) {
        bytes = bytes.add(BigInteger.valueOf(cap.gone.get(to).bytes()));
        BigInteger allowed =
            BigInteger.valueOf(cap.gone.get(to).nanos() - cap.gone.get(from).nanos())
                .multiply(BigInteger.valueOf(cap.rate))
                .divide(BigInteger.valueOf(1_000_000_000))
                .add(largest);
        assertThat(bytes).isLessThanOrEqualTo(allowed);
      }
    }
  }

  /** With equal amounts nobody can be held up by a larger one in front of him. */
  @Property(tries = 200)
  void nothingWaitsThatNoCapForbids(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 5) int groups,
      @ForAll @IntRange(min = 1, max = MAX_AMOUNT) int amount) {
    Tree tree = new Tree(seed, groups);
    tree.leaves.forEach(leaf -> leaf.flow().want(leaf, amount));
    for (int grants = 0; grants < GRANTS; ) {
      Grant<Leaf> grant = tree.bandwidth.poll(tree.now);
      if (grant != null) {
        grants++;
        tree.book(grant);
        grant.ticket().flow().want(grant.ticket(), amount);
        continue;
      }
      long wait = tree.bandwidth.deadlineNanos(tree.now).orElseThrow() - tree.now;
      assertThat(wait).isPositive();
      for (Leaf leaf : tree.leaves) {
        assertThat(forbidden(leaf, amount, tree.now)).isTrue();
        assertThat(forbidden(leaf, amount, tree.now + wait - 1)).isTrue();
      }
      tree.now += wait;
    }
  }

  private static boolean forbidden(Leaf leaf, int amount, long nowNanos) {
    return leaf.path().stream().anyMatch(cap -> cap.mirror.nanosUntil(amount, nowNanos) > 0);
  }

  @Property(tries = 200)
  void aLineIsNeverIdleWhileAnythingWaits(
      @ForAll long seed, @ForAll @LongRange(min = 1_000, max = 100_000_000) long rate) {
    SplittableRandom random = new SplittableRandom(seed);
    Bandwidth<BandwidthFlow<?>> bandwidth = new Bandwidth<>(rate, START);
    BandwidthGroup<BandwidthFlow<?>> group = bandwidth.group(Priority.NORMAL, 0, START);
    List<BandwidthFlow<BandwidthFlow<?>>> flows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      flows.add(group.flow(Priority.values()[random.nextInt(3)], 0, START));
    }
    long now = START;
    long bytes = 0;
    for (int step = 0; step < 400; step++) {
      for (BandwidthFlow<BandwidthFlow<?>> flow : flows) {
        if (flow.waiting() == 0) {
          flow.want(flow, 1 + random.nextInt(MAX_AMOUNT));
        }
      }
      Grant<BandwidthFlow<?>> grant = bandwidth.poll(now);
      if (grant == null) {
        now = bandwidth.deadlineNanos(now).orElseThrow();
      } else {
        bytes += grant.bytes();
      }
    }
    BigInteger couldHaveGone =
        BigInteger.valueOf(now - START)
            .multiply(BigInteger.valueOf(rate))
            .divide(BigInteger.valueOf(1_000_000_000));
    assertThat(BigInteger.valueOf(bytes + MAX_AMOUNT)).isGreaterThanOrEqualTo(couldHaveGone);
  }

  @Property(tries = 100)
  void twoOfEqualRightNeverDifferByMoreThanTheirLargestAmounts(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = MAX_AMOUNT) int most,
      @ForAll @IntRange(min = 1, max = MAX_AMOUNT) int mostOfOther) {
    SplittableRandom random = new SplittableRandom(seed);
    Bandwidth<Integer> bandwidth = new Bandwidth<>(0, START);
    int[] largest = {most, mostOfOther};
    long[] got = new long[2];
    List<BandwidthFlow<Integer>> flows = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      flows.add(bandwidth.group(Priority.NORMAL, 0, START).flow(Priority.NORMAL, 0, START));
      flows.get(i).want(i, 1 + random.nextInt(largest[i]));
    }
    for (int grants = 0; grants < 500; grants++) {
      Grant<Integer> grant = bandwidth.poll(START);
      assertThat(grant).isNotNull();
      int who = grant.ticket();
      got[who] += grant.bytes();
      flows.get(who).want(who, 1 + random.nextInt(largest[who]));
      assertThat(Math.abs(got[0] - got[1])).isLessThanOrEqualTo(largest[0] + largest[1]);
    }
  }
}
