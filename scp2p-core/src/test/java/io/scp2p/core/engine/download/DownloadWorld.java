package io.scp2p.core.engine.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.EventsConfig;
import io.scp2p.api.config.TransferConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.AskTicket;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.diagnostics.Telemetry;
import io.scp2p.core.engine.event.EventHub;
import io.scp2p.core.engine.keys.MemoryState;
import io.scp2p.core.engine.share.PartialSource;
import io.scp2p.core.engine.transfer.TransferContext;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.protocol.transfer.PeerBook;
import io.scp2p.core.protocol.transfer.TransferBudget;
import io.scp2p.core.sim.SimHost;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimTask;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.message.ChunkHashList;
import io.scp2p.core.wire.message.GetChunk;
import io.scp2p.core.wire.message.GetChunkHashes;
import io.scp2p.core.wire.message.HashPage;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.ShareItem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A node's downloads on real files, with one peer, in simulated time. What is done on the disk is
 * done in an order of chance, as if by many threads.
 */
final class DownloadWorld implements Asker, DownloadPeers, DownloadSource, AutoCloseable {
  static final ShareId SHARE = ShareId.of(new byte[ShareId.LENGTH]);

  /** So that a flush is under way whenever something else happens. */
  private static final long EVERY_CHUNK = TestContent.CHUNK;

  static final LocalChunks NOTHING_HERE =
      new LocalChunks() {
        @Override
        public Optional<byte[]> readChunk(ContentId content, long chunk) {
          return Optional.empty();
        }

        @Override
        public Optional<Bytes> hashes(ContentId content, int count) {
          return Optional.empty();
        }

        @Override
        public Optional<HashPage> hashPage(ContentId content, int page) {
          return Optional.empty();
        }
      };

  private static final Duration LONG = Duration.ofHours(1);

  final SimWorld world;
  final MemoryState state = new MemoryState();
  final Path targets;
  final Path notes;
  final List<ShareItem> items = new ArrayList<>();
  final List<Path> finished = new ArrayList<>();
  final Set<PartialSource> offered = new HashSet<>();
  int maxActive = 4;
  int maxQueued = 1_000;
  boolean reachable = true;

  /** Called before each piece of work on the disk. */
  Runnable beforeWork = () -> {};

  /** Called before a page of items is handed out. */
  Runnable beforePage = () -> {};

  /** What the peer answers in place of what it should; null for that. */
  Function<Request, @Nullable Response> answers = request -> null;

  /** Extensions of the peer. */
  final Set<String> features = new HashSet<>();

  /** Lies that were noticed. */
  final List<ErrorCode> lies = new ArrayList<>();

  boolean liesAreExpected;

  /** What the node has elsewhere on its disk. */
  LocalChunks local = NOTHING_HERE;

  /** Pieces of work that the disk was given and has not begun, at most. */
  int mostWork;

  private int givenWork;
  long servedBytes;
  int version = 1;
  WatchedBlobs blobs = new WatchedBlobs();
  DownloadService service;
  DownloadParts parts;
  private final Map<ContentId, TestContent> contents = new HashMap<>();
  private final RandomGenerator random;
  private final NodeKey peer;
  private SimHost host;
  private Loop loop;
  private int runs;
  private int names;

  DownloadWorld(long seed, Path folder) throws IOException {
    world = SimWorld.seeded(seed);
    random = world.random("disk and peer");
    targets = folder.resolve("targets");
    notes = Files.createDirectories(folder.resolve("notes"));
    peer = SigningKey.generate(world.entropy("peer")).nodeKey();
    host = world.network().host("run 0");
    loop = new SimLoop(host);
    service = begin();
  }

  private DownloadService begin() {
    EventsConfig events = EventsConfig.builder().progressPerSecond(1_000).build();
    EventHub hub = new EventHub(events, world, Schedulers.immediate());
    Offload offload =
        new Offload(
            loop,
            work -> {
              mostWork = Math.max(mostWork, ++givenWork);
              after(random.nextInt(2_000), "disk", () -> doWork(work));
            });
    PeerBook book = new PeerBook(random);
    Providers providers = new Providers(loop, this, book);
    parts =
        new DownloadParts(
            loop,
            offload,
            new TransferContext(loop, hub, events, Schedulers.immediate(), Telemetry.none()),
            blobs,
            notes,
            providers,
            book,
            new TransferBudget(64L << 20),
            TransferConfig.builder()
                .maxActive(maxActive)
                .maxQueued(maxQueued)
                .checkpointBytes(EVERY_CHUNK)
                .build(),
            this,
            this,
            files -> files.forEach(each -> finished.add(each.file())),
            local,
            new Offered(),
            random);
    DownloadService made = new DownloadService(parts, state, () -> new UUID(names, names++));
    if (reachable) {
      loop.post(() -> providers.connected(peer, PathKind.LAN, true));
    }
    return made;
  }

  private void doWork(Runnable work) {
    givenWork--;
    beforeWork.run();
    work.run();
  }

  private SimTask after(int micros, String label, Runnable action) {
    return host.schedule(Duration.ofNanos(micros * 1_000L), label, action);
  }

  /** The process ends here and now; the next one is not started yet. */
  void crash() throws StoreException {
    host.crash();
    givenWork = 0;
    blobs.close();
    offered.clear();
    blobs = new WatchedBlobs();
    host = world.network().host("run " + ++runs);
    loop = new SimLoop(host);
    service = begin();
  }

  void crashAndRestore() throws StoreException {
    crash();
    service.restore();
  }

  /** Publishes one more file. */
  TestContent publish(String path, TestContent content) {
    items.add(content.at(path));
    contents.put(content.id(), content);
    return content;
  }

  DownloadPlan.Builder plan() {
    return DownloadPlan.share(SHARE);
  }

  Download start() {
    return service.start(plan().into(targets));
  }

  void settle() {
    world.runFor(Duration.ofSeconds(1));
  }

  void until(BooleanSupplier condition) {
    world.runUntil(condition, LONG);
  }

  /** What comes of a call, as soon as it comes. */
  Outcome outcome(Mono<?> call) {
    Outcome outcome = new Outcome();
    call.subscribe(
        value -> outcome.value = value,
        failure -> outcome.failure = failure,
        () -> outcome.done = true);
    return outcome;
  }

  /** Lets time pass until the call has an answer. */
  Outcome answer(Mono<?> call) {
    Outcome outcome = outcome(call);
    until(outcome::isThere);
    return outcome;
  }

  /** An answer to come. */
  static final class Outcome {
    @Nullable Object value;
    @Nullable Throwable failure;
    boolean done;

    boolean isThere() {
      return done || failure != null;
    }

    @Nullable ErrorCode code() {
      return failure instanceof io.scp2p.api.error.Scp2pException known ? known.code() : null;
    }
  }

  /** Runs something on the loop. */
  void onLoop(Runnable action) {
    loop.post(action);
  }

  DownloadStore store() {
    return new DownloadStore(state);
  }

  /** Files below the targets, unfinished ones too. */
  List<String> files() throws IOException {
    if (!Files.exists(targets)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(targets)) {
      return all.filter(Files::isRegularFile)
          .map(file -> targets.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  List<Path> notes() throws IOException {
    try (Stream<Path> all = Files.list(notes)) {
      return all.toList();
    }
  }

  /** Everything that is published is where it should be, and nothing else is there. */
  void assertComplete() throws IOException {
    List<String> expected = items.stream().map(ShareItem::path).sorted().toList();
    assertThat(files()).isEqualTo(expected);
    for (ShareItem item : items) {
      assertThat(targets.resolve(String.valueOf(item.path())))
          .hasBinaryContent(contents.get(item.contentId()).bytes());
    }
    assertNothingUnfinished();
  }

  void assertNothingUnfinished() throws IOException {
    assertThat(files()).noneMatch(file -> file.endsWith(".partial"));
    assertThat(notes()).isEmpty();
    assertThat(blobs.open()).isZero();
    assertThat(offered).isEmpty();
  }

  @Override
  public AskTicket ask(NodeKey to, Request request, int expectedBytes, AskOutcome outcome) {
    boolean[] over = {false};
    Consumer<Runnable> end =
        action -> {
          if (!over[0]) {
            over[0] = true;
            action.run();
          }
        };
    SimTask unused =
        after(
            random.nextInt(3_000),
            "answer",
            () -> end.accept(() -> outcome.answered(answerTo(request))));
    return () ->
        loop.post(
            () ->
                end.accept(() -> outcome.failed(new AskFailure.Failed(SessionFailure.CANCELLED))));
  }

  private Response answerTo(Request request) {
    Response special = answers.apply(request);
    if (special != null) {
      return special;
    }
    if (request instanceof GetChunk ask) {
      TestContent content = contents.get(ask.contentId());
      Bytes data = content.chunk(ask.chunkIndex());
      servedBytes += data.size();
      return new ChunkData(content.id(), ask.chunkIndex(), data);
    }
    TestContent content = contents.get(((GetChunkHashes) request).contentId());
    return new ChunkHashList(content.id(), content.hashes().joined());
  }

  @Override
  public boolean speaks(NodeKey to, String feature) {
    return features.contains(feature);
  }

  @Override
  public int inFlightLimit(NodeKey to) {
    return 8;
  }

  @Override
  public long roundTripNanos(NodeKey peer) {
    return 0;
  }

  @Override
  public void seek(ShareId share, ContentId content, Consumer<Boolean> done) {
    SimTask unused = after(1_000, "search", () -> done.accept(false));
  }

  @Override
  public void lied(NodeKey liar, ErrorCode what) {
    lies.add(what);
    if (!liesAreExpected) {
      throw new AssertionError("nobody lies here, but " + what);
    }
  }

  @Override
  public Optional<ManifestId> newest(ShareId share) {
    byte[] name = ByteBuffer.allocate(ManifestId.LENGTH).putInt(version).array();
    return share.equals(SHARE) ? Optional.of(ManifestId.of(name)) : Optional.empty();
  }

  @Override
  public Page items(ShareId share, @Nullable Bytes after, int count) {
    beforePage.run();
    int from = after == null ? 0 : ByteBuffer.wrap(after.toArray()).getInt();
    int to = Math.min(items.size(), from + count);
    byte[] next = ByteBuffer.allocate(Integer.BYTES).putInt(to).array();
    return new Page(
        List.copyOf(items.subList(from, to)), to < items.size() ? Bytes.wrap(next) : null);
  }

  @Override
  public Optional<ShareItem> item(ShareId share, ContentId content) {
    return items.stream().filter(item -> item.contentId().equals(content)).findFirst();
  }

  /** What of the files that arrive is offered to others. */
  private final class Offered implements ArrivingFiles {
    @Override
    public void begin(ContentId content, PartialSource file) {
      offered.add(file);
    }

    @Override
    public void end(ContentId content, PartialSource file) {
      offered.remove(file);
    }
  }

  @Override
  public void close() throws StoreException {
    blobs.close();
  }
}
