package io.scp2p.core.engine.download;

import static io.scp2p.core.engine.download.TestContent.CHUNK;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.EventsConfig;
import io.scp2p.api.config.TransferConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateStoreProvider;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.AskTicket;
import io.scp2p.core.engine.EventLoop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.diagnostics.Telemetry;
import io.scp2p.core.engine.event.EventHub;
import io.scp2p.core.engine.share.PartialSource;
import io.scp2p.core.engine.transfer.TransferContext;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.protocol.transfer.PeerBook;
import io.scp2p.core.protocol.transfer.TransferBudget;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.message.ChunkHashList;
import io.scp2p.core.wire.message.GetChunk;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.record.ShareItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Downloads that are started and cancelled at once, on real threads, files and a real store. */
class StartCancelTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int WORKERS = 4;

  @TempDir Path folder;

  @Test
  void hundredsThatAreStartedAndCancelledLeaveNothing() throws Exception {
    startAndCancel(300, Duration.ofSeconds(2));
  }

  @Test
  @Tag("heavy")
  void tenThousandThatAreStartedAndCancelledLeaveNothing() throws Exception {
    startAndCancel(10_000, Duration.ofMillis(100));
  }

  @Test
  void aFileIsNotClosedWhileItIsFlushedWhichWouldFailTheDownload() throws Exception {
    try (Node node = new Node(folder)) {
      node.answers =
          request -> !(request instanceof GetChunk ask) || ask.contentId().equals(node.big.id());
      CountDownLatch discarded = new CountDownLatch(1);
      CountDownLatch flushed = new CountDownLatch(2 * 3); // Each both bytes and notes.
      node.blobs.afterDiscard = discarded::countDown;
      node.blobs.afterFlush =
          () -> {
            await(discarded, Duration.ofMillis(100)); // Never comes, if all is well.
            flushed.countDown();
          };
      Download download = node.service.start(DownloadPlan.share(Node.SHARE).into(node.targets));
      await(discarded, SOON);
      node.blobs.afterFlush = () -> {};
      assertThat(node.targets.resolve("d/big")).hasBinaryContent(node.big.bytes());
      await(flushed, Duration.ofMillis(200));
      assertThat(download.state()).isEqualTo(TransferState.TRANSFERRING);
      download.cancel().block(SOON);
      assertThat(node.blobs.open()).isZero();
    }
  }

  @Test
  void aShareThatNeverEndsIsNotPlannedAnyLongerThanSomebodyWantsIt() throws Exception {
    try (Node node = new Node(folder)) {
      node.endless = true;
      DownloadPlan plan = DownloadPlan.share(Node.SHARE).into(node.targets);
      Download paused = node.service.start(plan);
      awaitPages(node);
      paused.pause().block(SOON);
      assertThat(paused.state()).isEqualTo(TransferState.PAUSED);
      paused.resume().block(SOON);
      awaitPages(node);
      paused.cancel().block(SOON);
      assertThat(paused.state()).isEqualTo(TransferState.CANCELLED);
      Download left = node.service.start(plan);
      awaitPages(node);
      node.service.close().get(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(left.state().isTerminal()).isFalse();
    }
  }

  private static void awaitPages(Node node) {
    int before = node.pages;
    assertThat(Waiter.realTime().await(() -> node.pages > before + 2, SOON)).isTrue();
  }

  private static void await(CountDownLatch latch, Duration limit) {
    boolean unused = Waiter.realTime().await(() -> latch.getCount() == 0, limit);
  }

  private void startAndCancel(int count, Duration limit) throws Exception {
    try (Node node = new Node(folder)) {
      startAndCancel(node, 20); // Whatever is loaded or opened once is there after that.
      long threads = threads();
      List<Path> files = openFiles();
      long[] nanos = startAndCancel(node, count);
      Waiter waiter = Waiter.realTime();
      BooleanSupplier asBefore = () -> openFiles().size() <= files.size();
      assertThat(waiter.await(asBefore, SOON)).as("%s, before %s", openFiles(), files).isTrue();
      assertThat(waiter.await(() -> threads() <= threads + WORKERS, SOON)).as("threads").isTrue();
      assertThat(node.blobs.open()).isZero();
      assertThat(left(node.targets)).as("unfinished files").isEmpty();
      assertThat(left(node.notes)).as("notes").isEmpty();
      assertThat(node.service.list().count().block(SOON)).isZero();
      assertThat(node.service.unfinished()).isZero();
      assertThat(node.budget.usedBytes()).isZero();
      Arrays.sort(nanos);
      Duration p99 = Duration.ofNanos(nanos[(int) (nanos.length * 0.99)]);
      System.out.printf(
          "%d cancels: median %d us, p99 %d us, slowest %d us%n",
          count,
          TimeUnit.NANOSECONDS.toMicros(nanos[nanos.length / 2]),
          TimeUnit.NANOSECONDS.toMicros(p99.toNanos()),
          TimeUnit.NANOSECONDS.toMicros(nanos[nanos.length - 1]));
      assertThat(p99).isLessThan(limit);
    }
  }

  /** Answers how long each cancellation took until it was answered. */
  private static long[] startAndCancel(Node node, int count) {
    Random random = new Random(count);
    long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      DownloadPlan plan = DownloadPlan.share(Node.SHARE).into(node.targets.resolve("t" + i % 8));
      Download download = node.service.start(plan);
      LockSupport.parkNanos(random.nextInt(3_000_000));
      long start = System.nanoTime();
      download.cancel().block(SOON);
      nanos[i] = System.nanoTime() - start;
      assertThat(download.state().isTerminal()).isTrue();
      node.service.forget(download.id()).block(SOON);
    }
    return nanos;
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream().filter(Thread::isAlive).count();
  }

  /** What the process has open, but for the files of the store, which come and go as it likes. */
  private List<Path> openFiles() {
    Path state = folder.resolve("state");
    List<Path> open = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      for (Path each : all.toList()) {
        Path file = Files.exists(each, NOFOLLOW_LINKS) ? Files.readSymbolicLink(each) : state;
        if (!file.startsWith(state)) {
          open.add(file);
        }
      }
    } catch (IOException | UncheckedIOException notLinuxOrJustClosed) {
      return open;
    }
    return open;
  }

  private static List<Path> left(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("complete"))
          .toList();
    }
  }

  private static final class NotOffered implements ArrivingFiles {
    @Override
    public void begin(ContentId content, PartialSource file) {
      // Nobody asks this node for anything.
    }

    @Override
    public void end(ContentId content, PartialSource file) {
      // Nobody asked.
    }
  }

  /** Real threads, files and store, and a peer that answers at once, or never. */
  private static final class Node implements Asker, DownloadPeers, DownloadSource, AutoCloseable {
    static final ShareId SHARE = ShareId.of(new byte[ShareId.LENGTH]);

    final WatchedBlobs blobs = new WatchedBlobs();
    final TransferBudget budget = new TransferBudget(64L << 20);
    final Path targets;
    final Path notes;
    final DownloadService service;
    private final EventLoop loop = new EventLoop("start-cancel", TimeSource.system());
    private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    private final Scheduler signals = Schedulers.newBoundedElastic(2, 10_000, "signals");
    private final StateStore state;

    /** The last chunk never comes, so that no download is complete before it is cancelled. */
    volatile Predicate<Request> answers =
        request -> !(request instanceof GetChunk ask) || ask.chunkIndex() < 3;

    /** Whether the share has no last page, and how many were asked for. */
    volatile boolean endless;

    volatile int pages;

    private final TestContent big = TestContent.random(1, 4 * CHUNK);
    private final TestContent small = TestContent.random(2, 100);

    Node(Path folder) throws Exception {
      targets = folder.resolve("targets");
      notes = Files.createDirectories(folder.resolve("notes"));
      state =
          ServiceLoader.load(StateStoreProvider.class).stream()
              .map(ServiceLoader.Provider::get)
              .filter(each -> each.supports(true))
              .findFirst()
              .orElseThrow()
              .open(folder.resolve("state"));
      PeerBook book = new PeerBook(new Random(1));
      Providers providers = new Providers(loop, this, book);
      EventsConfig events = EventsConfig.builder().build();
      EventHub hub = new EventHub(events, TimeSource.system(), signals);
      service =
          new DownloadService(
              new DownloadParts(
                  loop,
                  new Offload(loop, workers),
                  new TransferContext(loop, hub, events, signals, Telemetry.none()),
                  blobs,
                  notes,
                  providers,
                  book,
                  budget,
                  TransferConfig.builder().checkpointBytes(CHUNK).build(),
                  this,
                  this,
                  files -> {},
                  DownloadWorld.NOTHING_HERE,
                  new NotOffered(),
                  new Random(2)),
              state,
              UUID::randomUUID);
      NodeKey peer = SigningKey.generate(Entropy.system()).nodeKey();
      loop.post(() -> providers.connected(peer, PathKind.LAN, true));
      service.restore();
    }

    @Override
    public AskTicket ask(NodeKey peer, Request request, int expectedBytes, AskOutcome outcome) {
      boolean[] over = {false};
      loop.post(
          () -> {
            if (!over[0] && answers.test(request)) {
              over[0] = true;
              answer(request, outcome);
            }
          });
      return () -> {
        if (!over[0]) {
          over[0] = true;
          loop.post(() -> outcome.failed(new AskFailure.Failed(SessionFailure.CANCELLED)));
        }
      };
    }

    private void answer(Request request, AskOutcome outcome) {
      if (request instanceof GetChunk ask) {
        TestContent content = ask.contentId().equals(big.id()) ? big : small;
        outcome.answered(
            new ChunkData(content.id(), ask.chunkIndex(), content.chunk(ask.chunkIndex())));
      } else {
        outcome.answered(new ChunkHashList(big.id(), big.hashes().joined()));
      }
    }

    @Override
    public boolean speaks(NodeKey to, String feature) {
      return false;
    }

    @Override
    public int inFlightLimit(NodeKey peer) {
      return 16;
    }

    @Override
    public long roundTripNanos(NodeKey peer) {
      return 0;
    }

    @Override
    public void seek(ShareId share, ContentId content, Consumer<Boolean> done) {
      loop.post(() -> done.accept(false));
    }

    @Override
    public void lied(NodeKey peer, ErrorCode what) {
      throw new AssertionError(what);
    }

    @Override
    public Optional<ManifestId> newest(ShareId share) {
      return Optional.of(ManifestId.of(new byte[ManifestId.LENGTH]));
    }

    @Override
    public Page items(ShareId share, @Nullable Bytes after, int count) {
      if (endless) {
        pages++;
        return new Page(List.of(small.at("page " + pages)), Bytes.wrap(new byte[1]));
      }
      return new Page(List.of(big.at("d/big"), small.at("complete")), null);
    }

    @Override
    public Optional<ShareItem> item(ShareId share, ContentId content) {
      return Optional.empty();
    }

    @Override
    public void close() throws StoreException {
      service.close().join();
      workers.shutdown();
      loop.close();
      signals.dispose();
      blobs.close();
      state.close();
    }
  }
}
