package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.CommunityLink;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.community.Announce;
import io.scp2p.core.protocol.community.Announced;
import io.scp2p.core.protocol.community.CommunityMessages;
import io.scp2p.core.protocol.community.MadeRecords;
import io.scp2p.core.protocol.community.PageRequest;
import io.scp2p.core.protocol.community.RecordLimits;
import io.scp2p.core.protocol.community.RecordPage;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.protocol.session.Extensions;
import io.scp2p.core.protocol.session.LocalNode;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.HelloOffer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Peers that change the cursors of pages (docs/community-protocol.md, section K4), over real
 * sockets and as fast as they can, while a member reads a community to its end.
 */
@Timeout(400)
class CursorFloodTest {
  private static final CommunityId ID = MadeRecords.communityId();
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int FLOODERS = 4;
  private static final int AT_ONCE = 16;
  private static final int SHARES = 600;
  private static final int PAGE = 10;
  private static final int PAGE_BYTES = RecordLimits.PAGE_ROOM_BYTES;
  private static final long MOST_HEAP = 32L << 20;

  /** What is said of a question that nobody has looked at. */
  private static final Set<String> UNREAD =
      Set.of(CommunityMessages.RATE_TEXT, WireErrorText.REQUEST_RATE_LIMIT);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Asker> askers = new ArrayList<>();
  private final AtomicInteger keys = new AtomicInteger();
  private final LongAdder tamperedSoFar = new LongAdder();
  private final LongAdder unreadSoFar = new LongAdder();
  private Scp2pNode node;
  private NodeKey nodeKey;
  private Endpoint at;

  /** A node that asks for pages and serves nothing. */
  private static final class Asker implements NetworkListener, AutoCloseable {
    private final EventLoop loop;
    private final Network network;

    Asker(SigningKey key) {
      loop = new EventLoop("asker", TimeSource.system());
      HelloOffer offer =
          new HelloOffer(
              Map.of(Extensions.MULTIPLEX, 1, CommunityMessages.FEATURE, CommunityMessages.VERSION),
              Map.of(Extensions.MAX_INFLIGHT, 32L));
      network =
          new Network(
              NetworkParts.of(
                      loop,
                      new Offload(loop, Runnable::run),
                      Map.of(TransportKind.TCP, LoopbackNodes.transport()),
                      new LocalNode(
                          key, new Capabilities(false, false, false, false, false), offer),
                      Entropy.system(),
                      NetworkContract.config(builder -> builder),
                      ServiceRegistry.builder().build(),
                      this)
                  .bindAddress(InetAddress.getLoopbackAddress())
                  .codecs(peer -> CommunityMessages.addTo(MessageCodec.v1())));
    }

    NodeKey contact(Endpoint at) throws Exception {
      CompletableFuture<NodeKey> met = new CompletableFuture<>();
      loop.post(
          () -> {
            var unused =
                network
                    .contact(at, null)
                    .whenComplete(
                        (key, failure) -> {
                          if (failure == null) {
                            met.complete(key);
                          } else {
                            met.completeExceptionally(failure);
                          }
                        });
          });
      return met.get(30, TimeUnit.SECONDS);
    }

    NetNode.Outcome ask(NodeKey peer, io.scp2p.core.wire.message.Request request) {
      NetNode.Outcome outcome = new NetNode.Outcome();
      loop.post(() -> outcome.ticket = network.ask(peer, request, PAGE_BYTES, outcome));
      return outcome;
    }

    @Override
    public void close() {
      network.close().join();
      loop.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
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
    Share share = node.shares().publish(SharePlan.text("t", "t").build()).block(LONG);
    assertThat(share).isNotNull();
    at =
        share.shareLink().bootstrap().stream()
            .filter(address -> address.transport() == TransportKind.TCP)
            .map(
                address ->
                    new Endpoint(
                        TransportKind.TCP, new InetSocketAddress(address.ip(), address.port())))
            .findFirst()
            .orElseThrow();
    node.communities()
        .join(new CommunityLink(MadeRecords.community().communityKey(), List.of()))
        .block(LONG);
    Asker publisher = asker(MadeRecords.member(1));
    nodeKey = publisher.contact(at);
    announce(publisher);
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    askers.forEach(Asker::close);
    node.close();
  }

  private Asker asker(SigningKey key) {
    Asker asker = new Asker(key);
    askers.add(asker);
    return asker;
  }

  private void announce(Asker publisher) {
    long now = System.currentTimeMillis() / 1_000;
    List<Bytes> records = new ArrayList<>();
    for (int i = 0; i < SHARES; i++) {
      records.add(MadeRecords.share(i, 1, 1, true, now).typed());
    }
    for (int i = 0; i < SHARES; i += 200) {
      NetNode.Outcome told =
          done(publisher.ask(nodeKey, new Announce(ID, records.subList(i, i + 200), null)));
      assertThat(told.response).isEqualTo(new Announced(200));
    }
  }

  private static NetNode.Outcome done(NetNode.Outcome outcome) {
    assertThat(Waiter.realTime().await(outcome::isOver, LONG)).isTrue();
    return outcome;
  }

  private static PageRequest question(PageRequest.Kind kind) {
    return PageRequest.of(kind, ID, PAGE, null);
  }

  private static String text(NetNode.Outcome outcome) {
    return outcome.failure instanceof AskFailure.Refused refused
        ? refused.text()
        : outcome.response == null ? "no answer" : "answered";
  }

  /** A cursor that was good, with one bit of it changed, or cut, or of another question. */
  private static PageRequest tampered(Bytes cursor, SplittableRandom random) {
    byte[] changed = cursor.toArray();
    PageRequest.Kind kind = PageRequest.Kind.SHARES;
    switch (random.nextInt(4)) {
      case 0 -> changed = java.util.Arrays.copyOf(changed, random.nextInt(changed.length));
      case 1 -> kind = PageRequest.Kind.EVENTS;
      case 2 -> random.nextBytes(changed);
      default -> changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return question(kind).from(Bytes.wrap(changed));
  }

  private Map<String, Integer> flood(int number, AtomicBoolean over) throws Exception {
    SplittableRandom random = new SplittableRandom(number);
    Map<String, Integer> texts = new TreeMap<>();
    while (!over.get()) {
      // A new key each time the rate of the old one is used up.
      try (Asker asker = new Asker(SigningKey.generate(Entropy.system()))) {
        keys.incrementAndGet();
        asker.contact(at);
        flood(asker, random, texts, over);
      }
    }
    return texts;
  }

  private void flood(
      Asker asker, SplittableRandom random, Map<String, Integer> texts, AtomicBoolean over) {
    NetNode.Outcome first = done(asker.ask(nodeKey, question(PageRequest.Kind.SHARES)));
    if (!(first.response instanceof RecordPage page) || page.next() == null) {
      texts.merge(text(first), 1, Integer::sum);
      return;
    }
    for (int round = 0; round < 12 && !over.get(); round++) {
      List<NetNode.Outcome> asked = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        asked.add(asker.ask(nodeKey, tampered(page.next(), random)));
      }
      for (NetNode.Outcome each : asked) {
        String text = text(done(each));
        texts.merge("tampered: " + text, 1, Integer::sum);
        tamperedSoFar.increment();
        if (UNREAD.contains(text)) {
          unreadSoFar.increment();
        }
      }
    }
  }

  /**
   * Reads every share; a page that is refused because of the load is asked for again. From an
   * address of its own: what neighbours use up of the allowance of theirs is another matter.
   */
  private double readMeanwhile() throws Exception {
    InetAddress own = InetAddress.getByAddress(new byte[] {127, 9, 1, 1});
    try (Elsewhere elsewhere = new Elsewhere(own, at.address())) {
      return readFrom(new Endpoint(TransportKind.TCP, elsewhere.address()));
    }
  }

  private double readFrom(Endpoint way) throws Exception {
    Asker honest = asker(SigningKey.generate(Entropy.system()));
    honest.contact(way);
    long slowest = 0;
    Set<Bytes> read = new HashSet<>();
    Bytes cursor = null;
    do {
      long asked = System.nanoTime();
      NetNode.Outcome outcome = ask(honest, cursor);
      while (text(outcome).equals(CommunityMessages.RATE_TEXT)) {
        java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
        outcome = ask(honest, cursor);
      }
      slowest = Math.max(slowest, System.nanoTime() - asked);
      assertThat(text(outcome)).isEqualTo("answered");
      RecordPage page = (RecordPage) outcome.response;
      page.records().forEach(record -> assertThat(read.add(record)).isTrue());
      cursor = page.next();
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    } while (cursor != null);
    assertThat(read).hasSize(SHARES);
    return slowest / 1e6;
  }

  private NetNode.Outcome ask(Asker honest, Bytes cursor) {
    return done(honest.ask(nodeKey, question(PageRequest.Kind.SHARES).from(cursor)));
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

  /** Most are not even looked at, once the allowance of the address is used up. */
  private boolean areMostUnread() {
    return unreadSoFar.sum() > tamperedSoFar.sum() / 2;
  }

  @Test
  void changedCursorsAreRefusedAndAMemberReadsEverything() throws Exception {
    double quiet = readMeanwhile();
    long before = usedBytes();
    AtomicBoolean over = new AtomicBoolean();
    List<Future<Map<String, Integer>>> flooders = new ArrayList<>();
    for (int i = 0; i < FLOODERS; i++) {
      int number = i;
      flooders.add(threads.submit(() -> flood(number, over)));
    }
    double slowest;
    try {
      slowest = readMeanwhile();
      // An address may ask so often in a minute; on a slow machine that takes longer than reading.
      assertThat(Waiter.realTime().await(this::areMostUnread, LONG)).isTrue();
    } finally {
      over.set(true);
    }
    Map<String, Integer> texts = new TreeMap<>();
    for (Future<Map<String, Integer>> each : flooders) {
      each.get(60, TimeUnit.SECONDS).forEach((text, n) -> texts.merge(text, n, Integer::sum));
    }
    long grown = usedBytes() - before;
    System.out.printf(
        Locale.ROOT,
        "flood of changed cursors from %d keys: %s; heap %+,d KiB; a member waits %.0f ms at worst,"
            + " %.0f alone%n",
        keys.get(),
        texts,
        grown >> 10,
        slowest,
        quiet);
    assertThat(texts.getOrDefault("tampered: " + CommunityMessages.CURSOR_TEXT, 0))
        .isGreaterThan(100);
    assertThat(texts).as("none is believed").doesNotContainKey("tampered: answered");
    assertThat(slowest).as("section 22.7: within 3 s").isLessThan(3_000);
    assertThat(grown).isLessThan(MOST_HEAP);
  }
}
