package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.relay.RelayRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Peers that fill whatever can be filled, over real sockets and without waiting for answers, while
 * somebody else is served. Each flooder has an address of its own and takes a new key when the old
 * one has used up its rate (section 17.1, quirk Q-24).
 */
@Timeout(400)
@Tag("long")
class FloodTest {
  private static final Duration FLOOD =
      Duration.ofMillis(Boolean.getBoolean("heavy") ? 2_000 : 500);
  private static final int FLOODERS = 6;
  private static final long MOST_HEAP = 48L << 20;

  /** Where nothing of what is sent is kept. */
  private static final long LITTLE_HEAP = 8L << 20;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Scp2pNode node;
  private InetSocketAddress at;

  @BeforeEach
  void start() {
    NodeConfig config =
        NodeConfig.builder()
            .network(
                network ->
                    network
                        .tcpPort(0)
                        .quicPort(0)
                        .lanDiscovery(false)
                        .portMapping(false)
                        .advertised(
                            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))))
            .relay(relay -> relay.serve(true))
            .build();
    node = Scp2pNode.builder().inMemory().config(config).start();
    Share share =
        node.shares().publish(SharePlan.text("t", "t").build()).block(Duration.ofSeconds(30));
    assertThat(share).isNotNull();
    at =
        share.shareLink().bootstrap().stream()
            .filter(address -> address.transport() == TransportKind.TCP)
            .map(address -> new InetSocketAddress(address.ip(), address.port()))
            .findFirst()
            .orElseThrow();
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    node.close();
  }

  /** More than a session takes at once. */
  private static final int OPEN = 64;

  private static final int REQUESTS_PER_KEY = 650;

  /** Of class relay, in a minute (section 17.1). */
  private static final int RELAYED_PER_KEY = 180;

  /** Addresses that the flooders have. */
  private int blocks = FLOODERS;

  /** Slots that flooders were given. */
  private final Queue<CBORObject> granted = new ConcurrentLinkedQueue<>();

  /** Says one thing again and again; how often is not its business. */
  private interface Spam {
    byte[] next(SplittableRandom random) throws Exception;
  }

  /** Somebody who is served meanwhile, and how long he waited at worst. */
  private interface Honest {
    double slowestMillis() throws Exception;
  }

  /** What a flood came to. */
  private record Outcome(long requests, long bytes, long refused, double slowestMillis) {}

  private Outcome flood(int type, int perKey, Spam spam, Honest honest) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong requests = new AtomicLong();
    AtomicLong bytes = new AtomicLong();
    AtomicLong refused = new AtomicLong();
    List<Future<?>> flooders = new ArrayList<>();
    for (int i = 0; i < FLOODERS; i++) {
      int number = i;
      flooders.add(
          threads.submit(
              () -> {
                SplittableRandom random = new SplittableRandom(number);
                InetAddress own =
                    InetAddress.getByAddress(new byte[] {127, 9, (byte) (number % blocks), 1});
                while (!over.get()) {
                  SigningKey key = SigningKey.generate(Entropy.system());
                  try (ReferencePeer peer = ReferencePeer.dial(key, own, at).shaken()) {
                    Semaphore open = new Semaphore(OPEN + 1);
                    Future<?> answers = threads.submit(() -> drain(peer, open, refused));
                    for (int n = 1; n <= perKey && !over.get(); n++) {
                      boolean unused = open.tryAcquire(1, TimeUnit.SECONDS);
                      byte[] payload = spam.next(random);
                      peer.send(type, n, 0, payload);
                      requests.incrementAndGet();
                      bytes.addAndGet(payload.length);
                    }
                    // What he was given he wants to know; not for long, as some is never answered.
                    boolean all = open.tryAcquire(OPEN + 1, 200, TimeUnit.MILLISECONDS);
                    answers.cancel(!all);
                  } catch (IOException dropped) {
                    refused.incrementAndGet();
                  }
                }
                return true;
              }));
    }
    double slowest;
    try {
      slowest = honest.slowestMillis();
    } finally {
      over.set(true);
    }
    for (Future<?> each : flooders) {
      each.get(60, TimeUnit.SECONDS);
    }
    return new Outcome(requests.get(), bytes.get(), refused.get(), slowest);
  }

  private void drain(ReferencePeer peer, Semaphore open, AtomicLong refused) {
    try {
      while (true) {
        CBORObject answer = peer.read();
        open.release();
        refused.addAndGet(answer.get("flags").AsInt32() == 3 ? 1 : 0);
        if (answer.get("type").AsInt32() == 451 && answer.get("flags").AsInt32() == 1) {
          granted.add(slot(answer));
        }
      }
    } catch (IOException | com.upokecenter.cbor.CBORException over) {
      refused.addAndGet(0); // The flooder has hung up.
    }
  }

  /** Somebody who asks ten times a second, and how long he waited at worst. */
  private double serveMeanwhile() throws Exception {
    InetAddress own = InetAddress.getByAddress(new byte[] {127, 77, 7, 7});
    CBORObject question = CBORObject.NewOrderedMap().Add(0, new byte[20]);
    long slowest = 0;
    try (ReferencePeer honest =
        ReferencePeer.dial(SigningKey.generate(Entropy.system()), own, at).shaken()) {
      long end = System.nanoTime() + FLOOD.toNanos();
      for (int i = 1; System.nanoTime() < end; i++) {
        long asked = System.nanoTime();
        honest.send(200, i, 0, question.EncodeToBytes());
        assertThat(honest.answer()).isEqualTo("200/" + i + "/1");
        slowest = Math.max(slowest, System.nanoTime() - asked);
        java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
      }
    }
    return slowest / 1e6;
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private void bounded(String what, int type, Spam spam) throws Exception {
    bounded(what, type, REQUESTS_PER_KEY, spam, this::serveMeanwhile, MOST_HEAP);
  }

  private void bounded(String what, int type, int perKey, Spam spam, Honest honest, long mostHeap)
      throws Exception {
    serveOnce();
    long before = usedBytes();
    Outcome outcome = flood(type, perKey, spam, honest);
    // What was under way when the flood ended is worked off first.
    boolean unused =
        Waiter.realTime().await(() -> usedBytes() - before < mostHeap, Duration.ofSeconds(30));
    long grown = usedBytes() - before;
    System.out.printf(
        Locale.ROOT,
        "flood of %s: %,d requests, %,d KiB, %,d refused; heap %+,d KiB; honest answers within"
            + " %.0f ms%n",
        what,
        outcome.requests(),
        outcome.bytes() >> 10,
        outcome.refused(),
        grown >> 10,
        outcome.slowestMillis());
    assertThat(outcome.requests()).isGreaterThan(FLOODERS);
    assertThat(grown).isLessThan(mostHeap);
    assertThat(outcome.slowestMillis()).as("section 22.7: within 3 s").isLessThan(3_000);
  }

  /** Classes are loaded, so that they do not count. */
  private void serveOnce() throws Exception {
    try (ReferencePeer peer = ReferencePeer.dial(at).shaken()) {
      peer.send(200, 1, 0, CBORObject.NewOrderedMap().Add(0, new byte[20]).EncodeToBytes());
      assertThat(peer.answer()).isEqualTo("200/1/1");
    }
  }

  private static CBORObject address(SplittableRandom random) {
    byte[] ip = {(byte) (1 + random.nextInt(120)), 0, 0, 1};
    ip[1] = (byte) random.nextInt();
    ip[2] = (byte) random.nextInt();
    return CBORObject.NewOrderedMap()
        .Add("ip", CBORObject.NewOrderedMap().Add("V4", ReferencePeer.ints(ip)))
        .Add("port", 1 + random.nextInt(60_000))
        .Add("transport", "tcp")
        .Add("pubkey_hint", CBORObject.Null);
  }

  private static CBORObject addresses(SplittableRandom random, int count) {
    CBORObject all = CBORObject.NewArray();
    for (int i = 0; i < count; i++) {
      all.Add(address(random));
    }
    return all;
  }

  @Test
  void pexOffers() throws Exception {
    List<byte[]> offers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      CBORObject peers = addresses(new SplittableRandom(i), 2_000);
      offers.add(CBORObject.NewOrderedMap().Add("peers", peers).EncodeToBytes());
    }
    bounded("PEX offers of 2,000 addresses", 100, random -> offers.get(random.nextInt(16)));
  }

  @Test
  void storesOfLongLists() throws Exception {
    byte[] some = new byte[32];
    java.util.Arrays.fill(some, (byte) 0x80);
    byte[] record =
        CBORObject.NewOrderedMap()
            .Add("content_id", ReferencePeer.ints(some))
            .Add("providers", addresses(new SplittableRandom(1), 900))
            .Add("updated_at", System.currentTimeMillis() / 1_000)
            .EncodeToBytes(new CBOREncodeOptions("keepkeyorder=true"));
    int place = new String(record, StandardCharsets.ISO_8859_1).indexOf("\u0018\u0080\u0018\u0080");
    bounded(
        "STOREs with lists of 900 providers, " + (record.length >> 10) + " KiB",
        202,
        random -> {
          byte[] content = new byte[32];
          byte[] value = record.clone();
          for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (24 + random.nextInt(232)); // All in two bytes each.
            value[place + 2 * i + 1] = content[i];
          }
          return store(
              HexFormat.of().parseHex(ReferenceNode.dhtKey("content:prov:", content)), value);
        });
  }

  private static byte[] store(byte[] key, byte[] value) {
    return CBORObject.NewOrderedMap().Add(0, key).Add(1, value).Add(2, 604_800).EncodeToBytes();
  }

  private static byte[] key(SplittableRandom random) {
    byte[] key = new byte[32];
    random.nextBytes(key);
    return key;
  }

  @Test
  void storesThatAreNoValues() throws Exception {
    bounded("STOREs of 64 KiB of nothing", 202, random -> store(key(random), new byte[65_536]));
  }

  @Test
  void lookups() throws Exception {
    bounded(
        "FIND_VALUE",
        201,
        random -> CBORObject.NewOrderedMap().Add(0, key(random)).EncodeToBytes());
  }

  private static CBORObject slot(CBORObject registered) {
    return CBORObject.DecodeFromBytes(registered.get("payload").GetByteString())
        .get("relay_slot_id");
  }

  private static byte[] register(CBORObject slot, boolean tunnel) {
    return CBORObject.NewOrderedMap()
        .Add("relay_slot_id", slot)
        .Add("tunnel", tunnel)
        .EncodeToBytes();
  }

  private static byte[] stream(CBORObject slot, long requestId, byte[] payload) {
    return CBORObject.NewOrderedMap()
        .Add("relay_slot_id", slot)
        .Add("stream_id", 0)
        .Add("kind", "control")
        .Add("payload", ReferencePeer.envelope(200, requestId, 0, payload).EncodeToBytes())
        .EncodeToBytes();
  }

  /** A firewalled node, and the slot of its tunnel (section 14.3). */
  private ReferencePeer firewalled(int host) throws Exception {
    InetAddress own = InetAddress.getByAddress(new byte[] {127, 66, 6, (byte) host});
    return ReferencePeer.dial(SigningKey.generate(Entropy.system()), own, at).shaken();
  }

  private static CBORObject tunnel(ReferencePeer firewalled) throws IOException {
    firewalled.send(450, 1, 0, register(CBORObject.Null, true));
    return slot(firewalled.read());
  }

  /** Answers whatever comes through its tunnel. */
  private static void serve(ReferencePeer firewalled) {
    byte[] nobody = CBORObject.NewOrderedMap().Add(0, CBORObject.NewArray()).EncodeToBytes();
    try {
      while (true) {
        firewalled.send(200, firewalled.read().get("req_id").AsInt64Value(), 1, nobody);
      }
    } catch (IOException | com.upokecenter.cbor.CBORException over) {
      // The tunnel has ended.
    }
  }

  /** Somebody who asks through a tunnel, ten times a second. */
  private Honest askingThrough(CBORObject slot) {
    return () -> {
      InetAddress own = InetAddress.getByAddress(new byte[] {127, 77, 7, 8});
      byte[] question = CBORObject.NewOrderedMap().Add(0, new byte[20]).EncodeToBytes();
      long slowest = 0;
      try (ReferencePeer honest =
          ReferencePeer.dial(SigningKey.generate(Entropy.system()), own, at).shaken()) {
        long end = System.nanoTime() + FLOOD.toNanos();
        for (int i = 1; System.nanoTime() < end; i++) {
          long asked = System.nanoTime();
          honest.send(453, i, 0, stream(slot, i, question));
          assertThat(honest.answer()).isEqualTo("453/" + i + "/1");
          slowest = Math.max(slowest, System.nanoTime() - asked);
          java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
        }
      }
      return slowest / 1e6;
    };
  }

  /** How many of the slots that were given are still there (message 452). */
  private int alive() throws Exception {
    int alive = 0;
    Iterator<CBORObject> slots = granted.iterator();
    for (int prober = 1; slots.hasNext() && prober < 250; prober++) {
      InetAddress own = InetAddress.getByAddress(new byte[] {127, 55, 5, (byte) prober});
      try (ReferencePeer peer =
          ReferencePeer.dial(SigningKey.generate(Entropy.system()), own, at).shaken()) {
        for (int sent = 0; sent < RELAYED_PER_KEY - OPEN && slots.hasNext(); ) {
          int some = 0;
          for (; some < OPEN && slots.hasNext(); some++) {
            byte[] which =
                CBORObject.NewOrderedMap().Add("relay_slot_id", slots.next()).EncodeToBytes();
            peer.send(452, ++sent, 0, which);
          }
          for (; some > 0; some--) {
            String answer = peer.answer();
            alive += answer.endsWith("/1") ? 1 : 0;
            assertThat(answer).startsWith("452/").doesNotContain("rate");
          }
        }
      }
    }
    return alive;
  }

  @Test
  void registrations() throws Exception {
    blocks = 2;
    try (ReferencePeer firewalled = firewalled(1)) {
      CBORObject slot = tunnel(firewalled);
      Future<?> unused = threads.submit(() -> serve(firewalled));
      bounded(
          "registrations at a relay",
          450,
          2 * RelayRules.MAX_TUNNELS_PER_KEY,
          random ->
              register(
                  random.nextInt(8) == 0
                      ? CBORObject.FromObject(random.nextLong() >>> 1)
                      : CBORObject.Null,
                  random.nextInt(32) == 0),
          askingThrough(slot),
          LITTLE_HEAP);
      int alive = alive();
      System.out.printf(Locale.ROOT, "%,d slots were given, %d are there%n", granted.size(), alive);
      assertThat(granted).hasSizeGreaterThanOrEqualTo(RelayRules.MAX_TUNNELS_PER_BLOCK);
      assertThat(alive).isBetween(1, blocks * RelayRules.MAX_TUNNELS_PER_BLOCK);
    }
  }

  @Test
  void streamsToNobody() throws Exception {
    byte[] large = new byte[60_000];
    try (ReferencePeer firewalled = firewalled(2)) {
      CBORObject slot = tunnel(firewalled);
      Future<?> unused = threads.submit(() -> serve(firewalled));
      bounded(
          "streams to slots that do not exist",
          453,
          RELAYED_PER_KEY,
          random -> stream(CBORObject.FromObject(random.nextLong() >>> 1), 1, large),
          askingThrough(slot),
          LITTLE_HEAP);
    }
  }

  /** What waits for it is left behind by askers who go at once and come with another key. */
  @Test
  void streamsToANodeThatNeverAnswers() throws Exception {
    byte[] large = new byte[60_000];
    try (ReferencePeer firewalled = firewalled(3);
        ReferencePeer mute = firewalled(4)) {
      CBORObject slot = tunnel(firewalled);
      CBORObject stuck = tunnel(mute);
      Future<?> unused = threads.submit(() -> serve(firewalled));
      AtomicLong most = new AtomicLong();
      Future<?> watch = threads.submit(() -> watchServing(most));
      bounded(
          "streams to a node that never answers",
          453,
          40,
          random -> stream(stuck, 1, large),
          askingThrough(slot),
          MOST_HEAP);
      watch.cancel(true);
      System.out.printf(Locale.ROOT, "at most %d requests under way%n", most.get());
      assertThat(most.get()).isBetween(2L, 3L * RelayRules.MAX_QUEUED);
    }
  }

  private void watchServing(AtomicLong most) {
    while (!Thread.currentThread().isInterrupted()) {
      node.diagnostics().snapshot().block(Duration.ofSeconds(30)).budgets().stream()
          .filter(each -> each.name().equals("serving.requests"))
          .forEach(each -> most.accumulateAndGet(each.used(), Math::max));
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
  }
}
