package io.scp2p.core.engine.download;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.content.ChunkHashes;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.content.ContentDigest;
import io.scp2p.core.content.ContentDigester;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.ShareItem;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/** Bytes that somebody has published. */
record TestContent(byte[] bytes, ContentId id, ChunkHashes hashes) {
  static final int CHUNK = ChunkLayout.CHUNK_BYTES;

  static TestContent of(byte[] bytes) {
    ContentDigest digest = new ContentDigester().update(ByteBuffer.wrap(bytes)).finish();
    return new TestContent(bytes, digest.contentId(), digest.chunks());
  }

  static TestContent random(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return of(bytes);
  }

  /** As its publisher describes it. */
  ShareItem at(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return new ShareItem(
        id, bytes.length, name, path, null, List.of(), hashes.count(), hashes.listHash());
  }

  ArrivingContent arriving() {
    return ArrivingContent.of(at("x"));
  }

  Bytes chunk(long index) {
    ChunkLayout.Span span = new ChunkLayout(bytes.length).span(index);
    return Bytes.wrap(bytes).slice((int) span.offset(), span.length());
  }
}
