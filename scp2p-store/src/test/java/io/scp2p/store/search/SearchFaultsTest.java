package io.scp2p.store.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.scp2p.api.config.SearchConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.search.SearchPage;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.SearchDocument;
import io.scp2p.api.spi.SearchIndex;
import io.scp2p.api.spi.SearchScope;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import io.scp2p.api.spi.TimeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong, what ends, and what time does. */
class SearchFaultsTest {
  private static final ShareId SHARE = ShareId.of(new byte[32]);
  private static final ManifestId VERSION = ManifestId.of(new byte[32]);
  private static final SearchScope SCOPE = new SearchScope(Map.of(SHARE, 1.0), Set.of());
  private static final SearchQuery QUERY = SearchQuery.builder("beach").pageSize(1).build();

  @TempDir private Path directory;
  private final AtomicLong nanos = new AtomicLong();

  private final TimeSource time =
      new TimeSource() {
        @Override
        public long nanos() {
          return nanos.get();
        }

        @Override
        public Instant wall() {
          return Instant.EPOCH;
        }
      };

  private LuceneSearchIndex timed(Directory files) throws StoreException {
    return LuceneSearchIndex.open(files, time, Entropy.system(), SearchConfig.builder().build());
  }

  private LuceneSearchIndex timed(Directory files, SearchConfig config) throws StoreException {
    return LuceneSearchIndex.open(files, time, Entropy.system(), config);
  }

  private static List<SearchDocument> documents(int from, int count) {
    List<SearchDocument> documents = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      ContentId content = ContentId.of(ByteBuffer.allocate(32).putInt(28, i).array());
      ShareItem item = new ShareItem(content, "beach " + i, null, i, null, List.of());
      documents.add(new SearchDocument(SHARE, VERSION, item, "title", null, Instant.EPOCH));
    }
    return documents;
  }

  private static void assertReason(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .asInstanceOf(type(StoreException.class))
        .extracting(StoreException::reason)
        .isEqualTo(reason);
  }

  private SearchIndex openOnDisk() throws StoreException {
    return new LuceneSearchIndexProvider().open(directory);
  }

  private void fillOnDisk() throws StoreException {
    try (SearchIndex index = openOnDisk()) {
      index.upsert(documents(0, 100));
    }
  }

  @Test
  void theProviderIsFound() {
    assertThat(ServiceLoader.load(io.scp2p.api.spi.SearchIndexProvider.class))
        .hasExactlyElementsOfTypes(LuceneSearchIndexProvider.class);
  }

  @Test
  void whatWasAddedIsThereAfterReopening() throws Exception {
    fillOnDisk();
    try (SearchIndex index = openOnDisk()) {
      assertThat(index.size()).isEqualTo(100);
      assertThat(index.query(QUERY, SCOPE).total()).isEqualTo(100);
      index.upsert(documents(50, 100));
      index.commit();
      assertThat(index.size()).isEqualTo(150);
    }
  }

  @Test
  void aSecondNodeIsKeptOut() throws Exception {
    try (SearchIndex index = openOnDisk()) {
      assertReason(Reason.LOCKED, this::openOnDisk);
      assertThat(index.size()).isZero();
    }
    openOnDisk().close();
  }

  @Test
  void aDamagedIndexSaysSo() throws Exception {
    fillOnDisk();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith("_")).toList()) {
        Files.write(file, new byte[64]);
      }
    }
    assertReason(Reason.CORRUPT, this::openOnDisk);
  }

  @Test
  void aLostFileSaysSo() throws Exception {
    fillOnDisk();
    deleteStartingWith("_0.fnm");
    assertReason(Reason.CORRUPT, this::openOnDisk);
  }

  @Test
  void aLostListOfSegmentsSaysSo() throws Exception {
    fillOnDisk();
    deleteStartingWith("segments");
    assertReason(Reason.CORRUPT, this::openOnDisk);
  }

  private void deleteStartingWith(String name) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith(name)).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void aFailedOpeningReleasesTheLock() throws Exception {
    fillOnDisk();
    deleteStartingWith("_0.fnm");
    assertReason(Reason.CORRUPT, this::openOnDisk);
    deleteStartingWith("");
    openOnDisk().close();
  }

  @Test
  void aFullDiskSaysSo() throws Exception {
    AtomicBoolean full = new AtomicBoolean();
    Directory files =
        new FilterDirectory(new ByteBuffersDirectory()) {
          @Override
          public IndexOutput createOutput(String name, IOContext context) throws IOException {
            if (full.get()) {
              throw new IOException("No space left on device");
            }
            return super.createOutput(name, context);
          }
        };
    SearchIndex index = timed(files);
    index.upsert(documents(0, 10));
    full.set(true);
    assertReason(Reason.FULL, index::commit);
    full.set(false);
    index.close();
  }

  @Test
  void aChangeIsVisibleWhenHalfOfTheIntervalIsOver() throws Exception {
    try (SearchIndex index = timed(new ByteBuffersDirectory())) {
      index.upsert(documents(0, 1));
      assertThat(index.size()).isZero();
      nanos.addAndGet(SearchConfig.DEFAULT_REFRESH_INTERVAL.toNanos() / 2);
      assertThat(index.size()).isEqualTo(1);
    }
  }

  @Test
  void theIntervalIsTheHosts() throws Exception {
    SearchConfig slow = SearchConfig.builder().refreshInterval(Duration.ofSeconds(10)).build();
    try (SearchIndex index = timed(new ByteBuffersDirectory(), slow)) {
      index.upsert(documents(0, 1));
      nanos.addAndGet(Duration.ofSeconds(5).toNanos() - 1);
      assertThat(index.size()).isZero();
      nanos.addAndGet(1);
      assertThat(index.size()).isEqualTo(1);
    }
  }

  @Test
  void theLifetimeOfCursorsIsTheHosts() throws Exception {
    SearchConfig brief = SearchConfig.builder().cursorLifetime(Duration.ofSeconds(1)).build();
    try (SearchIndex index = timed(new ByteBuffersDirectory(), brief)) {
      index.upsert(documents(0, 10));
      index.commit();
      String cursor = index.query(QUERY, SCOPE).nextCursor().orElseThrow();
      assertThat(index.query(QUERY.after(cursor), SCOPE).hits()).hasSize(1);
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      assertReason(Reason.MISSING, () -> index.query(QUERY.after(cursor), SCOPE));
    }
  }

  @Test
  void anIndexThatIsAsLargeAsItMayBeTakesNothingMore() throws Exception {
    try (SearchIndex index = timed(FSDirectory.open(directory))) {
      index.upsert(documents(0, 10));
    }
    Directory large =
        new FilterDirectory(FSDirectory.open(directory)) {
          @Override
          public long fileLength(String name) throws IOException {
            return super.fileLength(name) + (16L << 20);
          }
        };
    SearchConfig small = SearchConfig.builder().maxIndexBytes(16L << 20).build();
    try (SearchIndex index = timed(large, small)) {
      assertReason(Reason.FULL, () -> index.upsert(documents(10, 1)));
      assertThat(index.query(QUERY, SCOPE).total()).isEqualTo(10);
      index.delete(documents(0, 1)); // Room is made all the same.
      index.commit();
      assertThat(index.size()).isEqualTo(9);
    }
  }

  @Test
  void recordsOfEditionsWithoutItemsGo() throws Exception {
    SearchDocument first = documents(0, 1).get(0);
    try (SearchIndex index = timed(FSDirectory.open(directory))) {
      for (int i = 0; i < 200; i++) {
        Instant later = Instant.ofEpochSecond(i);
        index.upsert(
            List.of(new SearchDocument(SHARE, VERSION, first.item(), "title", null, later)));
        index.commit();
      }
    }
    try (Directory files = FSDirectory.open(directory);
        DirectoryReader reader = DirectoryReader.open(files)) {
      assertThat(reader.numDocs()).isBetween(2, 140);
    }
    try (SearchIndex index = timed(FSDirectory.open(directory))) {
      assertThat(index.size()).isEqualTo(1);
      assertThat(index.query(SearchQuery.text("title"), SCOPE).total()).isEqualTo(1);
    }
  }

  @Test
  void aCursorLivesAsLongAsItIsUsed() throws Exception {
    try (LuceneSearchIndex index = timed(new ByteBuffersDirectory())) {
      index.upsert(documents(0, 10));
      index.commit();
      SearchPage page = index.query(QUERY, SCOPE);
      for (int i = 0; i < 3; i++) {
        nanos.addAndGet(Duration.ofMinutes(9).toNanos());
        page = index.query(QUERY.after(page.nextCursor().orElseThrow()), SCOPE);
      }
      assertThat(index.heldSnapshots()).isEqualTo(1);
      nanos.addAndGet(Duration.ofMinutes(10).toNanos());
      String cursor = page.nextCursor().orElseThrow();
      assertReason(Reason.MISSING, () -> index.query(QUERY.after(cursor), SCOPE));
      assertThat(index.heldSnapshots()).isZero();
    }
  }

  @Test
  void onlySoManySnapshotsAreHeld() throws Exception {
    try (LuceneSearchIndex index = timed(new ByteBuffersDirectory())) {
      List<String> cursors = new ArrayList<>();
      for (int i = 0; i <= HeldSnapshots.MAX_HELD; i++) {
        index.upsert(documents(i * 2, 2));
        index.commit();
        cursors.add(index.query(QUERY, SCOPE).nextCursor().orElseThrow());
      }
      assertThat(index.heldSnapshots()).isEqualTo(HeldSnapshots.MAX_HELD);
      assertReason(Reason.MISSING, () -> index.query(QUERY.after(cursors.get(0)), SCOPE));
      assertThat(index.query(QUERY.after(cursors.get(1)), SCOPE).total()).isEqualTo(4);
    }
  }

  @Test
  void noThreadOutlivesTheIndex() throws Exception {
    SearchIndex index = new LuceneSearchIndexProvider().open(null); // Merges as one on disk does.
    boolean merged = false;
    for (int i = 0; i < 2_000 && !merged; i++) {
      index.upsert(documents(i * 20, 20));
      index.commit();
      merged = mergeThreads() > 0;
    }
    assertThat(merged).as("otherwise this would show nothing").isTrue();
    index.close();
    assertThat(Waiter.realTime().await(() -> mergeThreads() == 0, Duration.ofSeconds(30))).isTrue();
  }

  private static long mergeThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().contains("Lucene"))
        .count();
  }
}
