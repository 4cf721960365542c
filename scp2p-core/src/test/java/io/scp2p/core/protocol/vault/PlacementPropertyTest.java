package io.scp2p.core.protocol.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.vault.Keys;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PlacementPropertyTest {
  private static NodeKey holder(int number) {
    return NodeKey.of(Keys.bytes(1_000 + number, 32));
  }

  private static List<Candidate> candidates(int count, int domains, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Set<String> in = domains == 0 ? Set.of() : Set.of("net:" + random.nextInt(domains));
      candidates.add(
          new Candidate(holder(i), in, 1_000_000 + random.nextInt(9_000_000), random.nextDouble()));
    }
    return candidates;
  }

  private static List<Integer> shards(int n) {
    return IntStream.range(0, n).boxed().toList();
  }

  @Property(tries = 400)
  void theRuleHoldsAndTheAnswerIsAlwaysTheSame(
      @ForAll @IntRange(min = 1, max = 10) int k,
      @ForAll @IntRange(min = 1, max = 5) int m,
      @ForAll @IntRange(min = 1, max = 30) int count,
      @ForAll @IntRange(max = 12) int domains,
      @ForAll long seed) {
    List<Candidate> candidates = candidates(count, domains, seed);
    Placement.Result result =
        new Placement(Keys.file(1), m, 100_000, candidates).choose(shards(k + m), Map.of(), false);
    List<Candidate> shuffled = new ArrayList<>(candidates);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(
            new Placement(Keys.file(1), m, 100_000, shuffled)
                .choose(shards(k + m), Map.of(), false))
        .isEqualTo(result);
    if (result instanceof Placement.Result.Chosen chosen) {
      assertThat(chosen.degraded()).isFalse();
      Map<String, Integer> counts = new HashMap<>();
      for (NodeKey key : chosen.holders().values()) {
        Candidate one =
            candidates.stream().filter(c -> c.holder().equals(key)).findFirst().orElseThrow();
        counts.merge("peer:" + key, 1, Integer::sum);
        one.domains().forEach(domain -> counts.merge(domain, 1, Integer::sum));
      }
      assertThat(counts.values()).allMatch(n -> n <= m);
      assertThat(chosen.holders()).hasSize(k + m);
    } else {
      long available =
          domains == 0
              ? count
              : candidates.stream().flatMap(c -> c.domains().stream()).distinct().count();
      assertThat(available * m).isLessThan(k + m);
    }
  }

  @Example
  void withThreePeersEachHoldsTwo() {
    Placement.Result.Chosen chosen =
        (Placement.Result.Chosen)
            new Placement(Keys.file(1), 2, 1_000, candidates(3, 0, 1))
                .choose(shards(6), Map.of(), false);
    for (int i = 0; i < 3; i++) {
      assertThat(Collections.frequency(chosen.holders().values(), holder(i))).isEqualTo(2);
    }
    Placement two = new Placement(Keys.file(1), 2, 1_000, candidates(2, 0, 1));
    assertThat(two.choose(shards(6), Map.of(), false))
        .isEqualTo(new Placement.Result.Impossible(2, 2, 4));
    Placement.Result.Chosen degraded =
        (Placement.Result.Chosen) two.choose(shards(6), Map.of(), true);
    assertThat(degraded.degraded()).isTrue();
    assertThat(Collections.frequency(degraded.holders().values(), holder(0))).isEqualTo(3);
  }

  @Example
  void nobodyIsAskedForMoreRoomThanHeOffers() {
    List<Candidate> tight = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      tight.add(new Candidate(holder(i), Set.of(), i == 0 ? 999_999 : 1_000_000, 1));
    }
    Placement placement = new Placement(Keys.file(1), 2, 1_000_000, tight);
    assertThat(placement.choose(shards(6), Map.of(), true))
        .isEqualTo(new Placement.Result.Impossible(5, 5, 5));
  }

  @Example
  void betterHoldersGetMore() {
    Map<NodeKey, Integer> counts = new HashMap<>();
    List<Candidate> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(new Candidate(holder(i), Set.of(), 1L << 30, i < 10 ? 0.9 : 0.1));
    }
    for (int file = 0; file < 200; file++) {
      SortedMap<Integer, NodeKey> chosen =
          ((Placement.Result.Chosen)
                  new Placement(Keys.file(file), 2, 1_000, all).choose(shards(6), Map.of(), false))
              .holders();
      chosen.values().forEach(key -> counts.merge(key, 1, Integer::sum));
    }
    int good = IntStream.range(0, 10).map(i -> counts.getOrDefault(holder(i), 0)).sum();
    assertThat(good).isBetween(900, 1_199);
  }

  @Example
  void domainsAreNetworksAndLabels() throws Exception {
    assertThat(FailureDomains.of(InetAddress.getByName("192.0.2.77"), "rack 1"))
        .containsExactlyInAnyOrder("net:c00002", "label:rack 1");
    assertThat(FailureDomains.of(InetAddress.getByName("2001:db8:1:2::9"), ""))
        .containsExactly("net:20010db80001");
    assertThat(FailureDomains.of(InetAddress.getByName("127.0.0.1"), "")).isEmpty();
    assertThat(FailureDomains.of(null, "")).isEmpty();
  }
}
