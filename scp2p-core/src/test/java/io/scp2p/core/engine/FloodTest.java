package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.crypto.SigningKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Peers that fill whatever can be filled, over real sockets and without waiting for answers, while
 * somebody else is served. Each flooder has an address of its own and takes a new key when the old
 * one has used up its rate (section 17.1, quirk Q-24).
 */
@Timeout(180)
class FloodTest {
  private static final Duration FLOOD = Duration.ofSeconds(2);
  private static final int FLOODERS = 6;
  private static final long MOST_HEAP = 48L << 20;

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

  /** Says one thing again and again; how often is not its business. */
  private interface Spam {
    byte[] next(SplittableRandom random) throws Exception;
  }

  /** What a flood came to. */
  private record Outcome(long requests, long bytes, long refused, double slowestMillis) {}

  private Outcome flood(int type, Spam spam) throws Exception {
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
                InetAddress own = InetAddress.getByAddress(new byte[] {127, 9, (byte) number, 1});
                while (!over.get()) {
                  SigningKey key = SigningKey.generate(Entropy.system());
                  try (ReferencePeer peer = ReferencePeer.dial(key, own, at).shaken()) {
                    Semaphore open = new Semaphore(OPEN);
                    Future<?> answers = threads.submit(() -> drain(peer, open, refused));
                    for (int n = 1; n <= REQUESTS_PER_KEY && !over.get(); n++) {
                      boolean unused = open.tryAcquire(1, TimeUnit.SECONDS);
                      byte[] payload = spam.next(random);
                      peer.send(type, n, 0, payload);
                      requests.incrementAndGet();
                      bytes.addAndGet(payload.length);
                    }
                    answers.cancel(true);
                  } catch (IOException dropped) {
                    refused.incrementAndGet();
                  }
                }
                return true;
              }));
    }
    double slowest = serveMeanwhile();
    over.set(true);
    for (Future<?> each : flooders) {
      each.get(60, TimeUnit.SECONDS);
    }
    return new Outcome(requests.get(), bytes.get(), refused.get(), slowest);
  }

  private static void drain(ReferencePeer peer, Semaphore open, AtomicLong refused) {
    try {
      while (true) {
        open.release();
        refused.addAndGet(peer.read().get("flags").AsInt32() == 3 ? 1 : 0);
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
    serveOnce();
    long before = usedBytes();
    Outcome outcome = flood(type, spam);
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
    assertThat(grown).isLessThan(MOST_HEAP);
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
}
