package io.scp2p.store.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.SearchConfig;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.spi.SearchDocument;
import io.scp2p.api.spi.TimeSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;

/** What a look for changes waits for. */
class LiveIndexTest {
  private static final int MERGED_FROM = 7;

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

  @Test
  void aNewItemIsThereBeforeTheMergeThatItCauses() throws Exception {
    LiveIndex live =
        LiveIndex.open(new ByteBuffersDirectory(), time, SearchConfig.builder().build());
    try {
      for (int items = 1; items <= MERGED_FROM; items++) {
        live.upsert(List.of(document(items)));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        Snapshot snapshot = live.acquire();
        // The last one is one more than a tier may have: merging starts, and nobody waits for it.
        assertThat(snapshot.segments).hasSize(items);
        snapshot.reader.decRef();
      }
    } finally {
      live.close();
    }
  }

  private static SearchDocument document(int number) {
    ContentId content = ContentId.of(ByteBuffer.allocate(ContentId.LENGTH).putInt(number).array());
    ShareItem item = new ShareItem(content, "item", null, 1, null, List.of());
    return new SearchDocument(
        ShareId.of(new byte[32]), ManifestId.of(new byte[32]), item, null, null, Instant.EPOCH);
  }
}
