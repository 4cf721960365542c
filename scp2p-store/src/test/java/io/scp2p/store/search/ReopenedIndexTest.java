package io.scp2p.store.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.SearchConfig;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.SearchDocument;
import io.scp2p.api.spi.SearchIndex;
import io.scp2p.api.spi.TimeSource;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index with items in it, opened again: which ones are there it learns only when it pays. */
class ReopenedIndexTest {
  private static final ShareId SHARE = ShareId.of(new byte[32]);
  private static final ManifestId VERSION = ManifestId.of(new byte[32]);

  /** So many that three more are added without reading the ids of all. */
  private static final int THERE = 900;

  private static final int NEW = 10_000;

  @TempDir private Path directory;
  private SearchIndex index;

  @BeforeEach
  void fillAndReopen() throws Exception {
    try (SearchIndex before = open()) {
      before.upsert(IntStream.range(0, THERE).mapToObj(ReopenedIndexTest::document).toList());
      before.commit();
    }
    index = open();
  }

  @AfterEach
  void close() throws Exception {
    index.close();
  }

  /** Time stands still: nothing is looked for that was not asked for. */
  private SearchIndex open() throws Exception {
    TimeSource still =
        new TimeSource() {
          @Override
          public long nanos() {
            return 0;
          }

          @Override
          public Instant wall() {
            return Instant.EPOCH;
          }
        };
    return LuceneSearchIndex.open(
        FSDirectory.open(directory), still, Entropy.system(), SearchConfig.builder().build());
  }

  private static SearchDocument document(int number) {
    // Like a hash: ids that are alike would all be replaced.
    byte[] content = new byte[ContentId.LENGTH];
    new Random(number).nextBytes(content);
    ShareItem item = new ShareItem(ContentId.of(content), "item", null, 1, null, List.of());
    return new SearchDocument(SHARE, VERSION, item, null, null, Instant.EPOCH);
  }

  @Test
  void aFewItemsReplaceWhatIsThere() throws Exception {
    index.upsert(List.of(document(0), document(NEW), document(NEW)));
    index.commit();

    assertThat(index.size()).isEqualTo(THERE + 1);
  }

  @Test
  void manyItemsReplaceWhatIsThere() throws Exception {
    index.upsert(List.of(document(0), document(NEW), document(NEW), document(1), document(1)));
    index.commit();

    assertThat(index.size()).isEqualTo(THERE + 1);
  }

  @Test
  void whatWasAddedBeforeTheIdsWereReadIsReplacedAfterwards() throws Exception {
    for (int i = 0; i < 4; i++) { // The last one reads the ids; one more would mend what it did.
      index.upsert(List.of(document(NEW)));
    }
    index.commit();

    assertThat(index.size()).isEqualTo(THERE + 1);
  }
}
