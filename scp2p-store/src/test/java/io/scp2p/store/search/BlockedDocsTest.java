package io.scp2p.store.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.ContentId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;

class BlockedDocsTest {
  /** A large segment lives for months, and a blocklist changes every day. */
  @Test
  void aSegmentIsAskedOnceToSayWhenItGoes() throws IOException {
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      byte[] id = new byte[ContentId.LENGTH + 1];
      id[0] = 7;
      Document document = new Document();
      document.add(new StringField(Fields.ID, new BytesRef(id), Field.Store.NO));
      writer.addDocument(document);
      writer.commit();
      try (DirectoryReader reader = DirectoryReader.open(writer)) {
        Watched watched = new Watched(reader.leaves().get(0).reader());
        Segment segment =
            new Segment(watched.getContext(), Runs.of(watched, edition -> null), new int[0]);
        BlockedDocs blocked = new BlockedDocs();

        for (int i = 0; i < 100; i++) {
          byte[] content = Arrays.copyOf(id, ContentId.LENGTH);
          content[31] = (byte) i;
          Set<ContentId> contents = Set.of(ContentId.of(content));
          assertThat(blocked.of(segment, contents)).hasSize(i == 0 ? 1 : 0);
        }

        assertThat(watched.listeners).hasSize(1);
        watched.listeners.get(0).onClose(watched.getCoreCacheHelper().getKey());
        assertThat(blocked.of(segment, Set.of(ContentId.of(Arrays.copyOf(id, ContentId.LENGTH)))))
            .hasSize(1);
        assertThat(watched.listeners).hasSize(2);
      }
    }
  }

  /** A segment that shows who listens to it. */
  private static final class Watched extends FilterLeafReader {
    private final List<IndexReader.ClosedListener> listeners = new ArrayList<>();

    Watched(LeafReader segment) {
      super(segment);
    }

    @Override
    public CacheHelper getCoreCacheHelper() {
      return new CacheHelper() {
        @Override
        public CacheKey getKey() {
          return in.getCoreCacheHelper().getKey();
        }

        @Override
        public void addClosedListener(IndexReader.ClosedListener listener) {
          listeners.add(listener);
        }
      };
    }

    @Override
    public CacheHelper getReaderCacheHelper() {
      return in.getReaderCacheHelper();
    }
  }
}
