package io.scp2p.core.protocol.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.transfer.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BandwidthTest {
  private static final long START = Long.MAX_VALUE - 1_000;
  private static final long SECOND = 1_000_000_000L;
  private static final int CHUNK = 262_144;

  private long now = START;

  /** A flow that always wants more of the same. */
  private record Greedy(BandwidthFlow<Greedy> flow, int bytes) {
    void want() {
      assertThat(flow.want(this, bytes)).isTrue();
    }
  }

  private static Greedy greedy(BandwidthGroup<Greedy> group, Priority priority, int bytes) {
    Greedy greedy = new Greedy(group.flow(priority, 0, START), bytes);
    greedy.want();
    return greedy;
  }

  /** Grants until so many bytes went; returns how many went to each, in the order asked for. */
  private List<Long> run(Bandwidth<Greedy> bandwidth, long bytes, List<Greedy> all) {
    long[] got = new long[all.size()];
    for (long left = bytes; left > 0; ) {
      Grant<Greedy> grant = bandwidth.poll(now);
      if (grant == null) {
        now = bandwidth.deadlineNanos(now).orElseThrow();
        continue;
      }
      left -= grant.bytes();
      got[all.indexOf(grant.ticket())] += grant.bytes();
      grant.ticket().want();
    }
    List<Long> shares = new ArrayList<>();
    for (long each : got) {
      shares.add(each);
    }
    return shares;
  }

  @Test
  void withoutCapsEverythingIsGrantedAtOnce() {
    Bandwidth<String> bandwidth = new Bandwidth<>(0, START);
    BandwidthFlow<String> flow =
        bandwidth.group(Priority.NORMAL, 0, START).flow(Priority.NORMAL, 0, START);
    assertThat(bandwidth.deadlineNanos(START)).isEmpty();
    assertThat(bandwidth.poll(START)).isNull();
    flow.want("a", Integer.MAX_VALUE);
    flow.want("b", 0);
    assertThat(bandwidth.deadlineNanos(START)).isEqualTo(OptionalLong.of(START));
    assertThat(bandwidth.poll(START)).isEqualTo(new Grant<>("a", Integer.MAX_VALUE));
    assertThat(bandwidth.poll(START)).isEqualTo(new Grant<>("b", 0));
    assertThat(bandwidth.poll(START)).isNull();
  }

  @Test
  void everyLevelsCapHoldsToTheNanosecond() {
    for (int level = 0; level < 3; level++) {
      Bandwidth<String> bandwidth = new Bandwidth<>(level == 0 ? 3_000 : 0, START);
      BandwidthFlow<String> flow =
          bandwidth
              .group(Priority.NORMAL, level == 1 ? 3_000 : 0, START)
              .flow(Priority.NORMAL, level == 2 ? 3_000 : 0, START);
      flow.want("burst", (int) ByteBudget.MIN_BURST_BYTES);
      flow.want("next", 1_000);
      assertThat(bandwidth.poll(START)).isNotNull();
      assertThat(bandwidth.poll(START)).isNull();
      long due = START + 333_333_334;
      assertThat(bandwidth.deadlineNanos(START)).isEqualTo(OptionalLong.of(due));
      assertThat(bandwidth.poll(due - 1)).isNull();
      assertThat(bandwidth.poll(due)).isEqualTo(new Grant<>("next", 1_000));
    }
  }

  @Test
  void peersShareEquallyHoweverManyTransfersEachHas() {
    Bandwidth<Greedy> bandwidth = new Bandwidth<>(10L << 20, START);
    BandwidthGroup<Greedy> one = bandwidth.group(Priority.NORMAL, 0, START);
    BandwidthGroup<Greedy> many = bandwidth.group(Priority.NORMAL, 0, START);
    List<Greedy> all = new ArrayList<>();
    all.add(greedy(one, Priority.NORMAL, CHUNK));
    for (int i = 0; i < 4; i++) {
      all.add(greedy(many, Priority.NORMAL, CHUNK));
    }
    List<Long> shares = run(bandwidth, 800L * CHUNK, all);
    assertThat(shares)
        .containsExactly(400L * CHUNK, 100L * CHUNK, 100L * CHUNK, 100L * CHUNK, 100L * CHUNK);
  }

  @Test
  void smallAmountsGetAsManyBytesAsLargeOnes() {
    Bandwidth<Greedy> bandwidth = new Bandwidth<>(1L << 20, START);
    BandwidthGroup<Greedy> group = bandwidth.group(Priority.NORMAL, 0, START);
    Greedy small = greedy(group, Priority.NORMAL, 1_000);
    Greedy large = greedy(group, Priority.NORMAL, CHUNK);
    List<Long> shares = run(bandwidth, 20L << 20, List.of(small, large));
    assertThat(Math.abs(shares.get(0) - shares.get(1))).isLessThanOrEqualTo(CHUNK + 1_000);
  }

  @Test
  void priorityIsAWeightAndNobodyStarves() {
    Bandwidth<Greedy> bandwidth = new Bandwidth<>(1L << 20, START);
    BandwidthGroup<Greedy> group = bandwidth.group(Priority.NORMAL, 0, START);
    Greedy low = greedy(group, Priority.LOW, 1_000);
    Greedy normal = greedy(group, Priority.NORMAL, 1_000);
    Greedy high = greedy(group, Priority.HIGH, 1_000);
    assertThat(run(bandwidth, 7_300_000, List.of(low, normal, high)))
        .containsExactly(100_000L, 800_000L, 6_400_000L);
    low.flow().priority(Priority.HIGH);
    assertThat(run(bandwidth, 1_700_000, List.of(low, normal, high)).get(0))
        .isBetween(730_000L, 820_000L);
  }

  @Test
  void oneWhoIsCappedDoesNotHoldUpTheOthers() {
    Bandwidth<Greedy> bandwidth = new Bandwidth<>(1_000_000, START);
    BandwidthGroup<Greedy> slow = bandwidth.group(Priority.NORMAL, 100_000, START);
    BandwidthGroup<Greedy> fast = bandwidth.group(Priority.NORMAL, 0, START);
    List<Greedy> all =
        List.of(greedy(slow, Priority.NORMAL, 1_000), greedy(fast, Priority.NORMAL, 1_000));
    List<Long> shares = run(bandwidth, 10_000_000, all);
    assertThat(shares.get(0)).isBetween(980_000L, 1_020_000L);
    assertThat(now - START).isBetween(99 * SECOND / 10, 10 * SECOND);
  }

  @Test
  void aCapThatIsLiftedTakesEffectAtOnceAndSavesUpNoClaim() {
    Bandwidth<Greedy> bandwidth = new Bandwidth<>(1_000_000, START);
    BandwidthGroup<Greedy> group = bandwidth.group(Priority.NORMAL, 0, START);
    Greedy capped = new Greedy(group.flow(Priority.NORMAL, 1_000, START), 1_000);
    capped.want();
    Greedy free = greedy(group, Priority.NORMAL, 1_000);
    run(bandwidth, 10_000_000, List.of(capped, free));
    capped.flow().cap(0, now);
    assertThat(run(bandwidth, 1_000_000, List.of(capped, free)).get(0))
        .isBetween(499_000L, 501_000L);
  }

  @Test
  void changingTheNodesCapChangesTheNextDeadline() {
    Bandwidth<String> bandwidth = new Bandwidth<>(1_000, START);
    BandwidthFlow<String> flow =
        bandwidth.group(Priority.NORMAL, 0, START).flow(Priority.NORMAL, 0, START);
    flow.want("burst", (int) ByteBudget.MIN_BURST_BYTES);
    flow.want("next", 1_000);
    assertThat(bandwidth.poll(START)).isNotNull();
    assertThat(bandwidth.deadlineNanos(START)).hasValue(START + SECOND);
    bandwidth.cap(500, START + SECOND / 2);
    assertThat(bandwidth.deadlineNanos(START + SECOND / 2)).hasValue(START + 3 * SECOND / 2);
    bandwidth.cap(0, START + SECOND);
    assertThat(bandwidth.poll(START + SECOND)).isEqualTo(new Grant<>("next", 1_000));
  }

  @Test
  void aCapLiftedHalfWayThroughAWaitBringsTheDeadlineForward() {
    Bandwidth<String> bandwidth = new Bandwidth<>(0, START);
    BandwidthGroup<String> group = bandwidth.group(Priority.NORMAL, 0, START);
    BandwidthFlow<String> flow = group.flow(Priority.NORMAL, 1, START);
    flow.want("burst", (int) ByteBudget.MIN_BURST_BYTES);
    flow.want("next", 3_600);
    assertThat(bandwidth.poll(START)).isNotNull();
    assertThat(bandwidth.deadlineNanos(START)).hasValue(START + 3_600 * SECOND);
    flow.cap(0, START);
    assertThat(bandwidth.poll(START)).isEqualTo(new Grant<>("next", 3_600));
    assertThat(bandwidth.deadlineNanos(START)).as("nothing is left to wait for").isEmpty();
  }

  @Test
  void bytesSpentWithoutAGrantAreWaitedOffByEverybodyConcerned() {
    Bandwidth<String> bandwidth = new Bandwidth<>(1_000, START);
    BandwidthGroup<String> group = bandwidth.group(Priority.NORMAL, 0, START);
    BandwidthFlow<String> spender = group.flow(Priority.NORMAL, 0, START);
    BandwidthFlow<String> other = group.flow(Priority.NORMAL, 0, START);
    spender.spend(ByteBudget.MIN_BURST_BYTES + 1_000, START);
    spender.want("spender", 0);
    other.want("other", 0);
    assertThat(bandwidth.poll(START + SECOND - 1)).isNull();
    assertThat(bandwidth.poll(START + SECOND)).isEqualTo(new Grant<>("other", 0));
    assertThat(bandwidth.poll(START + SECOND)).isEqualTo(new Grant<>("spender", 0));
  }

  @Test
  void whatIsTakenBackIsNotGranted() {
    Bandwidth<String> bandwidth = new Bandwidth<>(0, START);
    BandwidthGroup<String> group = bandwidth.group(Priority.NORMAL, 0, START);
    BandwidthFlow<String> flow = group.flow(Priority.NORMAL, 0, START);
    flow.want("a", 1);
    flow.want("b", 1);
    assertThat(flow.cancel("a")).isTrue();
    assertThat(flow.cancel("a")).isFalse();
    assertThat(flow.waiting()).isEqualTo(1);
    assertThat(bandwidth.poll(START)).isEqualTo(new Grant<>("b", 1));
    flow.want("c", 1);
    flow.cancel("c");
    assertThat(bandwidth.poll(START)).isNull();
    assertThat(bandwidth.deadlineNanos(START)).isEmpty();
  }

  @Test
  void whatIsClosedWantsNothingAndGetsNothing() {
    Bandwidth<String> bandwidth = new Bandwidth<>(0, START);
    BandwidthGroup<String> group = bandwidth.group(Priority.NORMAL, 0, START);
    BandwidthFlow<String> closed = group.flow(Priority.NORMAL, 0, START);
    BandwidthFlow<String> open = group.flow(Priority.NORMAL, 0, START);
    closed.want("closed", 1);
    open.want("open", 1);
    closed.close();
    closed.close();
    assertThat(closed.want("more", 1)).isFalse();
    assertThat(bandwidth.poll(START)).isEqualTo(new Grant<>("open", 1));
    open.want("again", 1);
    group.close();
    assertThat(bandwidth.poll(START)).isNull();
    assertThat(open.want("more", 1)).isFalse();
  }

  @Test
  void aFlowsQueueIsBounded() {
    Bandwidth<Integer> bandwidth = new Bandwidth<>(0, START);
    BandwidthFlow<Integer> flow =
        bandwidth.group(Priority.NORMAL, 0, START).flow(Priority.NORMAL, 0, START);
    for (int i = 0; i < BandwidthFlow.MAX_WAITING; i++) {
      assertThat(flow.want(i, 1)).isTrue();
    }
    assertThat(flow.want(-1, 1)).isFalse();
    assertThatThrownBy(() -> flow.want(0, -1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sharesAreBoundedAndClosedOnesFreeTheirPlaces() {
    Bandwidth<Integer> bandwidth = new Bandwidth<>(0, START);
    BandwidthGroup<Integer> first = bandwidth.group(Priority.NORMAL, 0, START);
    for (int i = 1; i < FairShares.MAX_SHARES; i++) {
      bandwidth.group(Priority.NORMAL, 0, START);
    }
    assertThatThrownBy(() -> bandwidth.group(Priority.NORMAL, 0, START))
        .isInstanceOf(IllegalStateException.class);
    first.close();
    assertThat(bandwidth.group(Priority.NORMAL, 0, START).isClosed()).isFalse();
  }
}
