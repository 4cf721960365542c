package io.scp2p.examples.bench;

import static io.scp2p.examples.bench.Target.V;
import static io.scp2p.examples.bench.Target.atLeast;
import static io.scp2p.examples.bench.Target.atMost;
import static io.scp2p.examples.bench.Target.held;
import static io.scp2p.examples.bench.Target.ratioAtLeast;
import static io.scp2p.examples.bench.Target.ratioAtMost;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Every figure that has a target, in the order of the table of targets. */
final class Figures {
  static final List<Figure> ALL = all();

  private static final String HASHING = "scp2p-core/bench blake3";
  private static final String HASHING_QUICK = "scp2p-core/bench --quick blake3";
  private static final String CODING = "scp2p-core/bench --quick coding";
  private static final String CRYPTO = "scp2p-core/bench --quick crypto";
  private static final double PAYLOAD_AND_4_KIB = 1 + 4.0 / 256;
  private static final String TESTS = "examples/bench/tests ";
  private static final String SWARMS = TESTS + "SwarmSimulationTest";

  private Figures() {}

  private static List<Figure> all() {
    List<Figure> all = new ArrayList<>();
    all.addAll(hotPaths());
    all.addAll(downloads());
    all.addAll(swarms());
    all.addAll(catalogs());
    all.addAll(dht());
    all.addAll(stores());
    all.addAll(manners());
    return List.copyOf(all);
  }

  private static Figure figure(
      String name, String row, String full, String quick, int minutes, Target... targets) {
    return new Figure(name, row, full, quick, Duration.ofMinutes(minutes), List.of(targets));
  }

  private static List<Figure> hotPaths() {
    return List.of(
        figure(
            "blake3",
            "BLAKE3, one thread, streaming a file",
            HASHING,
            HASHING_QUICK,
            10,
            ratioAtLeast(
                "read : b3sum, one thread",
                "BLAKE3 content hash, file of \\d+ MiB, read",
                "b3sum, 1 thread",
                0.65)),
        figure(
            "one-pass",
            "chunk hashes and content hash in one pass",
            HASHING,
            HASHING_QUICK,
            10,
            ratioAtLeast(
                "one pass : chunk hashes only",
                "chunk and content hashes of the file, one pass",
                "chunk hashes only",
                0.60),
            ratioAtLeast(
                "one pass : Bouncy Castle",
                "chunk and content hashes of the file, one pass",
                "Bouncy Castle",
                7)),
        figure(
            "cold-start",
            "BLAKE3 cold start",
            HASHING,
            HASHING_QUICK,
            10,
            ratioAtLeast(
                "first file in a fresh JVM : scalar code",
                "BLAKE3 of the first \\d+ MiB in a fresh JVM",
                "scalar code only, fresh JVM",
                0.90)),
        figure(
            "rs-4-2",
            "RS 4+2 encode / decode of any two, one thread",
            CODING,
            CODING,
            5,
            ratioAtLeast("encode : ISA-L", "RS 4\\+2 encode", "ISA-L", 0.60),
            ratioAtLeast("decode two : ISA-L", "RS 4\\+2 decode two", "ISA-L", 0.25)),
        figure(
            "rs-10-4",
            "RS k+m general (10+4)",
            CODING,
            CODING,
            5,
            ratioAtLeast("encode : table-driven", "RS 10\\+4 encode", "table-driven Java", 6),
            ratioAtLeast(
                "decode two : table-driven", "RS 10\\+4 decode two", "table-driven Java", 6)),
        figure(
            "aes-gcm",
            "AES-GCM in the vault pipeline",
            CRYPTO,
            CRYPTO,
            5,
            ratioAtLeast(
                    "seal, 16 KiB to 1 MiB : javax.crypto",
                    "AES-256-GCM seal \\d+ KiB",
                    "javax.crypto raw",
                    0.85)
                .worst(),
            ratioAtLeast(
                    "open, 16 KiB to 1 MiB : javax.crypto",
                    "AES-256-GCM open \\d+ KiB",
                    "javax.crypto raw",
                    0.85)
                .worst()),
        figure(
            "chunk-data",
            "CHUNK_DATA decode / encode, 256 KiB",
            "scp2p-core/bench --quick wire",
            "scp2p-core/bench --quick wire",
            5,
            ratioAtMost(
                "decode, time : one copy",
                "CHUNK_DATA decode, time",
                "arraycopy of the payload",
                2),
            ratioAtMost(
                "encode in one buffer, time : one copy",
                "CHUNK_DATA encode, time",
                "arraycopy to a fresh array",
                2),
            ratioAtMost(
                "decode, allocated : payload",
                "CHUNK_DATA decode, allocated",
                "payload",
                PAYLOAD_AND_4_KIB),
            ratioAtMost(
                "encode in one buffer, allocated : payload",
                "CHUNK_DATA encode, allocated[^\\n]*\\n\\| same, in one buffer",
                "payload",
                PAYLOAD_AND_4_KIB)),
        figure(
            "signatures",
            "signatures",
            CRYPTO,
            CRYPTO,
            5,
            ratioAtLeast(
                    "Ed25519 and X25519 : Bouncy Castle raw",
                    "(?:Ed25519|X25519) [^|]*",
                    "Bouncy Castle raw",
                    0.95)
                .worst()));
  }

  private static List<Figure> downloads() {
    String download = "download, one peer, TLS/TCP, verified, to disk";
    String quic = "download, one peer, QUIC (Kwik)";
    String lab = "examples/lab/link-lab.sh --transport tcp --raw 1";
    return List.of(
        figure(
            "download",
            download,
            "bench download --bytes 1GiB --warm-up 6 --runs 5",
            "bench download --bytes 64MiB --warm-up 1 --runs 2",
            10,
            atLeast("download : raw TLS", 0.60),
            atLeast("download : libtorrent", 3)),
        figure(
            "transfer",
            download,
            "bench transfer --transport tcp --bytes 1GiB --runs 5",
            "bench transfer --transport tcp --bytes 64MiB --runs 2",
            5,
            atLeast("session : raw TLS", 0.60)),
        figure(
            "heap",
            "same, memory",
            "bench heap --bytes 1GiB --against 10GiB --runs 1",
            "bench heap --bytes 64MiB --against 640MiB --runs 1",
            10,
            atMost("alive, long : short", 1.05)),
        figure(
            "quic",
            quic,
            "examples/bench/test-main scp2p-transport io.scp2p.transport.quic.ThroughputMain 64 5",
            "examples/bench/test-main scp2p-transport io.scp2p.transport.quic.ThroughputMain 4 2",
            5,
            atLeast("transport : library", 0.90)),
        figure(
            "leaves-quic",
            quic,
            TESTS + "BulkPathIT#aDownloadLeavesQuicAsSoonAsThereIsTcp -Dfigure.rounds=5",
            TESTS + "BulkPathIT#aDownloadLeavesQuicAsSoonAsThereIsTcp",
            5,
            atMost("ms until bulk is over TCP", "^bulk over TCP after " + V + " ms", 2_000)),
        figure(
            "first-byte",
            "time to first verified byte, known peer, round trip r (link box)",
            lab,
            lab + " --loss 0",
            5,
            atMost(
                "ms, r = 200 ms, connected, cold JVM: 3 r + 10",
                "^tcp .* loss 0 %.* first chunk " + V + " ms",
                610),
            atMost(
                "ms, r = 200 ms, connected, warm JVM: 1 r + 2",
                "^tcp .* loss 0 %.* first chunk .*, warm " + V + " ms",
                202)),
        figure(
            "swarm",
            "swarm: n seeds capped at 20 Mbit/s each",
            TESTS + "NodeSwarmIT#eightHomeLinesAddUp",
            TESTS + "NodeSwarmIT#eightSlowLinesAddUp",
            5,
            atLeast("8 nodes : sum", "a share of " + V, 0.95)));
  }

  private static List<Figure> swarms() {
    String swarm = "swarm: n seeds capped at 20 Mbit/s each";
    String fat = "long fat link 100 Mbit/s, 200 ms, 0 % / 1 % loss (link box)";
    String lab = "examples/lab/link-lab.sh --transport tcp --raw 1";
    return List.of(
        figure(
            "swarm-simulated",
            swarm,
            SWARMS,
            SWARMS,
            5,
            atLeast("8 seeds, % of the sum", " 8 seeds of [^:]*: " + V + " % of", 95).worst(),
            atLeast("32 seeds, % of the sum", " 32 seeds of [^:]*: " + V + " % of", 90).worst(),
            atLeast(
                    "one ten times slower, % of the sum",
                    "one of 8 ten times slower: " + V + " %", 95)
                .worst(),
            atMost(
                    "last 1 % of chunks, % of the time",
                    "last 1 % of chunks " + V + " % of the time", 3)
                .worst()),
        figure(
            "leechers",
            "50 leechers, one seed (simulated)",
            SWARMS,
            SWARMS,
            5,
            atMost("copies sent by the seed", "the seed sent " + V + " copies", 1.25).worst(),
            atMost("last one done : ideal", "the last finished after " + V, 1.3).worst()),
        figure(
            "small-files",
            "10,000 files of 4 KiB, loopback",
            "bench small-files --files 10000 --runs 5",
            "bench small-files --files 500 --runs 2",
            10,
            atLeast("downloaded  files/s", 5_000)),
        figure(
            "long-fat-link",
            fat,
            lab,
            lab + " --loss 0",
            5,
            atLeast("% of the line, no loss", "^tcp .* loss 0 %.* = +" + V + " % of the line", 90),
            atLeast(
                "% of the line, 1 % loss", "^tcp .* loss 1 %.* = +" + V + " % of the line", 60)),
        figure(
            "publish",
            "publish (hash) a 10 GiB tree",
            "bench publish --files 160 --bytes 64MiB --runs 5",
            "bench publish --files 4 --bytes 4MiB --runs 2",
            10,
            atLeast("published : b3sum", 0.50)));
  }

  private static List<Figure> catalogs() {
    String pages = "PagedSyncTest#aHundredChangesOf";
    String changed = "^followed 100[^:]*: \\d+ ms, ";
    return List.of(
        figure(
            "search",
            "search, 1,000,000 items",
            "bench search --items 1000000 --queries 300",
            "bench search --items 10000 --queries 50 --runs 2 --fills 1",
            15,
            atMost("one word, ms, p50", clock("one word", "p50"), 1),
            atMost("one word, ms, p99", clock("one word", "p99"), 5),
            atMost("one word and filters, ms, p50", clock("one word + tag", "p50"), 1),
            atMost("one word and filters, ms, p99", clock("one word + tag", "p99"), 5),
            atLeast("index    items/s", 100_000),
            atMost("a new item is found, ms, p50", "is found after " + V + " ms", 50),
            atMost("a new item is found, ms, p99", "is found after [^,]*, " + V + " ms", 50)),
        figure(
            "catalog",
            "catalog of 1,000,000 items, 100 changed, between our nodes",
            TESTS + pages + "AMillionCostTwoSmallAnswers",
            TESTS + pages + "TwentyThousandCostTwoSmallAnswers",
            10,
            atMost("bytes", changed + "\\d+ requests, " + V + " bytes", 64 << 10).worst(),
            atMost("round trips", changed + V + " requests", 3).worst()));
  }

  /** A row of the table of searches: four columns are ours, two of them by the clock. */
  private static String clock(String kind, String column) {
    String number = " +[0-9.]+";
    return "^\\Q"
        + kind
        + "\\E"
        + number
        + number
        + (column.equals("p50") ? "" : number)
        + " +"
        + V;
  }

  private static List<Figure> dht() {
    String simulated = "DHT simulated, 1,000 / 10,000 nodes, 50 ms";
    return List.of(
        figure(
            "dht-1000",
            simulated,
            "scp2p-core/dht quiet,churn,hostile,heap 1000",
            "scp2p-core/dht quiet,churn,hostile,heap 200",
            10,
            hops(2.5),
            rounds("quiet"),
            churn(),
            hostile(),
            nodeHeap()),
        figure(
            "dht-10000",
            simulated,
            "scp2p-core/dht quiet,churn,hostile,heap 10000",
            "scp2p-core/dht quiet,churn,hostile,heap 300",
            25,
            hops(3.5),
            rounds("quiet"),
            churn(),
            hostile(),
            nodeHeap()),
        figure(
            "announce",
            "re-announce 100,000 keys, 10,000 nodes",
            "scp2p-core/dht announce 10000",
            "scp2p-core/dht announce 200",
            15,
            atMost("% of a lookup per key", "for one key alone: " + V + " %", 5)));
  }

  private static Target hops(double most) {
    return atMost("mean hops", "^quiet .* hops " + V, most);
  }

  private static Target rounds(String figure) {
    return atMost("rounds, p95", "^" + figure + " .* rounds p50 \\d+ p95 " + V, 5);
  }

  private static Target churn() {
    return atLeast("% found under churn", "^churn .* success " + V + " %", 99.5);
  }

  private static Target hostile() {
    return atLeast("% found, 20 % hostile", "^hostile .* success " + V + " %", 99);
  }

  private static Target nodeHeap() {
    return atMost("MiB heap a node", ": " + V + " MiB heap a node", 0.1);
  }

  private static List<Figure> stores() {
    String vault = "vault put / get, 6 peers, loopback";
    String throughput =
        "examples/bench/test-main scp2p-store io.scp2p.store.rocks.StoreThroughputMain ";
    return List.of(
        figure(
            "vault-put",
            vault,
            "bench vault-put --bytes 512MiB --runs 5",
            "bench vault-put --bytes 16MiB --runs 2",
            10,
            atLeast("bytes sent : bytes of swarm", 0.70),
            atLeast("vault put : swarm", 0.70)),
        figure(
            "vault-get",
            vault,
            "bench vault-get --bytes 512MiB --runs 5",
            "bench vault-get --bytes 16MiB --runs 2",
            10,
            atLeast("vault get : swarm", 0.70),
            atMost("time, one stalled : all there", 1.10)),
        figure(
            "vault-repair",
            "vault repair",
            "bench vault-repair --bytes 256MiB --runs 5",
            "bench vault-repair --bytes 16MiB --runs 2",
            10,
            atMost("traffic : theory", 1.25)),
        figure(
            "metadata",
            "metadata",
            throughput + "200000 5",
            throughput + "2000 2",
            5,
            atLeast("store : RocksDB, PROCESS", 0.80),
            atLeast("store : RocksDB, POWER", 0.80)),
        figure(
            "startup",
            "start to serving, 1,000,000 indexed items, 1 TB shared",
            "bench startup --items 1000000 --runs 5",
            "bench startup --items 10000 --files 20 --runs 2",
            10,
            atMost("full   ms to serving", 1_000)));
  }

  private static List<Figure> manners() {
    String idle = "idle node";
    String events = "events to one subscriber";
    String cancels = "StartCancelTest#";
    return List.of(
        figure(
            "idle",
            idle,
            "docs/measure-idle.sh -Xmx64m -XX:+UseSerialGC -Xms16m -XX:MinHeapFreeRatio=20"
                + " -XX:MaxHeapFreeRatio=40",
            "docs/measure-idle.sh -Xmx64m -XX:+UseSerialGC -Xms16m -XX:MinHeapFreeRatio=20"
                + " -XX:MaxHeapFreeRatio=40",
            5,
            atMost("resident, KiB", "^resident " + V + " kB", 80 << 10)),
        figure(
            "idle-sessions",
            idle,
            TESTS + "IdleSessionsIT",
            TESTS + "IdleSessionsIT",
            5,
            atMost("KiB heap per idle TCP session", "^idle TCP session.*: " + V + " KiB heap", 20)),
        figure(
            "events",
            events,
            TESTS + "EventHubSpeedTest#everyEventReachesOneSubscriberFastEnough -Dfigure.rounds=6",
            TESTS + "EventHubSpeedTest#everyEventReachesOneSubscriberFastEnough -Dfigure.rounds=2",
            5,
            atLeast("events a second", "none missed: " + V + " events", 1_000_000)),
        figure(
            "stalled-subscriber",
            events,
            "bench stalled-subscriber --bytes 512MiB --warm-up 6 --runs 9",
            "bench stalled-subscriber --bytes 32MiB --warm-up 1 --runs 2",
            10,
            atMost("time, stalled : nobody", 1.01)),
        figure(
            "cancel",
            "cancel",
            TESTS + cancels + "tenThousandThatAreStartedAndCancelledLeaveNothing",
            TESTS + cancels + "hundredsThatAreStartedAndCancelledLeaveNothing",
            10,
            atMost("us, p99", "^\\d+ cancels: .* p99 " + V + " us", 100_000),
            held("nothing is left")),
        figure(
            "recovery",
            "recovery after kill -9",
            "examples/bench/kills 60",
            "examples/bench/kills 30",
            15,
            atMost("slowest opening, ms", "slowest opening " + V + " ms", 1_000).worst(),
            atMost("KiB fetched in vain", "at most " + V + " KiB fetched in vain", 16 << 10),
            held("nothing acknowledged is lost")),
        figure(
            "slow-loris",
            "slow-loris, 1,000 clients",
            TESTS + "SlowLorisIT",
            TESTS + "SlowLorisIT",
            5,
            atMost("median : quiet", "^slow clients : quiet, median " + V, 2),
            atMost("p95 : quiet", "^slow clients : quiet, .* p95 " + V, 2)),
        figure(
            "hole-punching",
            "hole punching",
            "examples/lab/nat-lab.sh --required 13 matrix",
            "examples/lab/nat-lab.sh --required 1 cells home full",
            20,
            atLeast("direct of 16", "^" + V + " of 16 direct", 13),
            atMost("ms from relay to direct", "\\(relay\\) +direct +" + V + " ms", 2_000).p95()));
  }
}
