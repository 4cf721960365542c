package io.scp2p.core.engine.community;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateStoreProvider;
import io.scp2p.core.engine.RealStore;
import io.scp2p.core.protocol.community.Announce;
import io.scp2p.core.protocol.community.Announced;
import io.scp2p.core.protocol.community.MadeRecords;
import io.scp2p.core.protocol.community.RecordLimits;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.wire.Bytes;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A large community (specification section 20.1): its acceptance targets, over a simulated network
 * of 150 ms and 10 Mbit/s, real stores on disk, and the time that serving and checking really take.
 */
@Tag("long")
class LargeCommunitySimulationTest {
  private static final Duration FIRST_PAGE = Duration.ofMillis(1_500);
  private static final Duration NO_CHANGE = Duration.ofMillis(500);
  private static final Duration FIRST_HITS = Duration.ofSeconds(2);
  private static final int SAMPLES = 40;

  @TempDir private Path dir;

  @Test
  void aThousandMembersAndTenThousandShares() throws Exception {
    community(1_000, 10_000);
  }

  @Test
  @Tag("heavy")
  void tenThousandMembersAndAHundredThousandShares() throws Exception {
    community(10_000, 100_000);
  }

  private StateStore store(String name) throws Exception {
    return ServiceLoader.load(StateStoreProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.supports(true))
        .findFirst()
        .orElseThrow()
        .open(dir.resolve(name));
  }

  private static Duration p95(List<Duration> times) {
    List<Duration> sorted = times.stream().sorted().toList();
    return sorted.get(sorted.size() * 95 / 100);
  }

  /** How long something takes in simulated time, with what checking the answer really takes. */
  private static Duration measured(SimMember asker, Supplier<CompletableFuture<?>> ask) {
    return asker.time(ask.get());
  }

  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }

  private void community(int members, int shares) throws Exception {
    SimMember.Net net = new SimMember.Net(20);
    int perMember = shares / members;
    try (StateStore first = store("first");
        StateStore second = store("second");
        StateStore light = RealStore.memory()) {
      SimMember server = new SimMember(net, MadeRecords.key(7, 1), first, 2 * shares, false);
      long heapBefore = heap();
      long begun = System.nanoTime();
      for (int member = 0; member < members; member++) {
        announce(net, server, member, perMember);
      }
      System.out.printf(
          "%d members announced %d shares: %.1f s of work, index %s%n",
          members,
          shares,
          (System.nanoTime() - begun) / 1e9,
          server.index.counts(MadeRecords.communityId()));
      assertThat(server.index.counts(MadeRecords.communityId()).joined()).isEqualTo(members);
      assertThat(server.index.counts(MadeRecords.communityId()).listed()).isEqualTo(shares);

      SimMember reader = new SimMember(net, MadeRecords.key(7, 2), light, 0, false);
      browse(reader, server, shares);

      SimMember mirror = new SimMember(net, MadeRecords.key(7, 3), second, 2 * shares, false);
      mirror(mirror, server, members, shares);
      System.out.printf("heap %d MiB before, %d MiB after%n", heapBefore, heap());
    }
  }

  /** One member hands over itself and its shares, in messages that are encoded and checked. */
  private static void announce(SimMember.Net net, SimMember server, int member, int perMember)
      throws Exception {
    List<Bytes> records = new ArrayList<>();
    records.add(MadeRecords.joined(member, 1).typed());
    for (int i = 0; i < perMember; i++) {
      records.add(MadeRecords.share(member * perMember + i, member, 1).typed());
    }
    Announce message = new Announce(MadeRecords.communityId(), records, null);
    Announced[] answer = new Announced[1];
    server.services.serve(
        SimMember.CODEC.decodeRequest(message.type(), message.encoded()),
        Requester.extended(
            MadeRecords.name(member), InetAddress.getLoopbackAddress(), SimMember.CODEC),
        result -> answer[0] = (Announced) ((Answer.Success) result).response());
    net.world.runUntil(() -> answer[0] != null, Duration.ofSeconds(1));
    assertThat(answer[0].kept()).isEqualTo(records.size());
  }

  private static void browse(SimMember reader, SimMember server, int shares) {
    NodeKey whom = server.self();
    List<Duration> firstMembers = new ArrayList<>();
    List<Duration> firstShares = new ArrayList<>();
    List<Duration> firstHits = new ArrayList<>();
    String[] queries = {"jazz", "number" + shares / 2, "my volume", "satel", "collection maps"};
    for (int i = 0; i < SAMPLES; i++) {
      PageSource source = reader.sources().remote(reader.row, whom);
      String query = queries[i % queries.length];
      firstMembers.add(measured(reader, () -> source.members(null)));
      firstShares.add(measured(reader, () -> source.shares(null)));
      firstHits.add(measured(reader, () -> source.search(query, null)));
      reader.net.world.runFor(Duration.ofSeconds(2));
    }
    System.out.printf(
        "p95: first members %d ms, first shares %d ms, first hits %d ms%n",
        p95(firstMembers).toMillis(), p95(firstShares).toMillis(), p95(firstHits).toMillis());
    assertThat(p95(firstMembers)).isLessThan(FIRST_PAGE);
    assertThat(p95(firstShares)).isLessThan(FIRST_PAGE);
    assertThat(p95(firstHits)).isLessThan(FIRST_HITS);

    PageSource source = reader.sources().remote(reader.row, whom);
    PageSource.Page<PageSource.Listed> page = reader.get(source.shares(null));
    assertThat(page.entries()).hasSize(CommunitySources.PAGE);
    assertThat(page.entries().get(0).share().title()).endsWith("number" + (shares - 1));
    int found = 0;
    Bytes cursor = null;
    do {
      PageSource.Page<PageSource.Listed> hits =
          reader.get(source.search("number" + shares / 2, cursor));
      found += hits.entries().size();
      cursor = hits.next();
    } while (cursor != null);
    assertThat(found).isEqualTo(1);
  }

  private static void mirror(SimMember mirror, SimMember server, int members, int shares)
      throws Exception {
    IndexSync sync = mirror.sync();
    sync.found(MadeRecords.communityId(), List.of(new Participant(server.self(), false, null)));
    long real = System.nanoTime();
    Duration all = mirror.time(sync.sync(mirror.row));
    IndexCounts counts = mirror.index.counts(MadeRecords.communityId());
    System.out.printf(
        "a newcomer reads everything: %d requests, %.1f MB, %d s in the network, %.1f s of work%n",
        mirror.requests, mirror.bytes / 1e6, all.toSeconds(), (System.nanoTime() - real) / 1e9);
    assertThat(counts.joined()).isEqualTo(members);
    assertThat(counts.listed()).isEqualTo(shares);
    assertThat(mirror.requests).isLessThan((members + shares) / RecordLimits.MAX_PAGE * 3L);

    List<Duration> idle = new ArrayList<>();
    long before = mirror.bytes;
    for (int i = 0; i < SAMPLES; i++) {
      idle.add(mirror.time(sync.sync(mirror.row)));
    }
    long each = (mirror.bytes - before) / SAMPLES;
    System.out.printf("p95: no change %d ms, %d bytes%n", p95(idle).toMillis(), each);
    assertThat(p95(idle)).isLessThan(NO_CHANGE);
    assertThat(each).isLessThan(1_000);

    mirror.heard.clear();
    server.index.adopt(
        MadeRecords.communityId(),
        List.of(
            MadeRecords.share(3, 0, 2),
            MadeRecords.share(4, 0, 1, false, MadeRecords.NOW + 1),
            MadeRecords.member(5, 2, false, MadeRecords.NOW + 1)));
    mirror.get(sync.sync(mirror.row));
    assertThat(mirror.heard).hasSize(3);
    IndexCounts after = mirror.index.counts(MadeRecords.communityId());
    assertThat(after.joined()).isEqualTo(members - 1);
    assertThat(after.listed()).isEqualTo(shares - 1);
  }
}
