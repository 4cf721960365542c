package io.scp2p.core.engine.share;

import io.scp2p.api.contract.Waiter;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.engine.EventLoop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.keys.KeyRing;
import io.scp2p.core.engine.keys.MemoryState;
import io.scp2p.core.wire.record.ShareItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** A node's shares with everything real but the store, and a clock that can be moved on. */
final class ShareWorld implements AutoCloseable {
  static final int MAX_ITEMS = 100_000;

  /** What the host heard of a file. */
  record Unserved(ShareId share, ContentId content, ErrorCode why) {}

  private final boolean ownsKeys;
  final MemoryState state;
  final DiskBlobs blobs = new DiskBlobs();
  final Clock clock = new Clock();
  final EventLoop loop = new EventLoop("share-test", clock);
  final ExecutorService threads = Executors.newFixedThreadPool(2);
  final Offload offload = new Offload(loop, threads);
  final ShareStore store;
  final KeyRing keys;
  final List<Unserved> unserved = new CopyOnWriteArrayList<>();
  final Publisher publisher;
  final ContentLibrary library;

  ShareWorld(Path home) {
    this(home, new MemoryState(), KeyRing.inMemory(Entropy.system()), MAX_ITEMS, true);
  }

  /** A later process of the same node; the keys stay its owner's to close. */
  ShareWorld(Path home, MemoryState state, KeyRing keys, long maxItems) {
    this(home, state, keys, maxItems, false);
  }

  private ShareWorld(Path home, MemoryState state, KeyRing keys, long maxItems, boolean ownsKeys) {
    this.ownsKeys = ownsKeys;
    this.state = state;
    this.keys = keys;
    this.store = new ShareStore(state);
    this.publisher =
        new Publisher(
            store,
            keys,
            blobs,
            loop,
            offload,
            new PublishSettings(home, maxItems, 2),
            SequenceFloor.NONE,
            VersionExtension.NONE);
    this.library =
        new ContentLibrary(
            store,
            blobs,
            loop,
            offload,
            4,
            (share, content, why) -> unserved.add(new Unserved(share, content, why)));
  }

  PublishedShare publish(SharePlan plan) throws Exception {
    return await(publisher.start(plan, PublishListener.NONE).result());
  }

  Scp2pException refused(SharePlan plan) throws Exception {
    return failure(publisher.start(plan, PublishListener.NONE).result());
  }

  static Scp2pException failure(CompletableFuture<?> future) throws Exception {
    try {
      Object value = future.get(60, TimeUnit.SECONDS);
      throw new AssertionError("succeeded with " + value);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Scp2pException expected) {
        return expected;
      }
      throw e;
    }
  }

  static <T> T await(CompletableFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(60, TimeUnit.SECONDS);
  }

  boolean soon(Condition condition) {
    return Waiter.realTime()
        .await(
            () -> {
              try {
                return condition.holds();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            },
            Duration.ofSeconds(60));
  }

  /** Something that comes true. */
  interface Condition {
    boolean holds() throws Exception;
  }

  List<ShareItem> items(PublishedShare share) throws StoreException {
    List<ShareItem> all = new ArrayList<>();
    try (ItemCursor cursor = store.items(share.id(), share.seq())) {
      for (ShareItem item = cursor.next(); item != null; item = cursor.next()) {
        all.add(item);
      }
    }
    return all;
  }

  static ContentId idOf(byte[] content) {
    return ContentId.of(Blake3.hash(content));
  }

  /** Writes a file that was last changed an hour ago, so that its stamp can be relied on. */
  static Path write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, content);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3_600)));
    return file;
  }

  static byte[] bytes(int count, int seed) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Override
  public void close() {
    library.close();
    threads.shutdown();
    try {
      // What one process has begun must not go on beside the next.
      if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new AssertionError("something still runs");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    loop.close();
    if (ownsKeys) {
      keys.close();
    }
  }

  /** The machine's clocks, and as much more as a test says. */
  static final class Clock implements TimeSource {
    private final AtomicLong ahead = new AtomicLong();

    void advance(Duration by) {
      ahead.addAndGet(by.toNanos());
    }

    @Override
    public long nanos() {
      return TimeSource.system().nanos() + ahead.get();
    }

    @Override
    public Instant wall() {
      return TimeSource.system().wall().plusNanos(ahead.get());
    }
  }
}
