package io.scp2p.core.engine.share;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.StateTable;
import io.scp2p.core.crypto.blake3.Blake3;
import java.nio.charset.StandardCharsets;

/** The tables of this package, and how their keys are made. */
final class Tables {
  /** Share id: the newest version, a {@link PublishedShare}. What is not here is not published. */
  static final StateTable SHARES = new StateTable("share-newest");

  /** Share id: the highest sequence number ever signed, which outlives the share. */
  static final StateTable SEQUENCES = new StateTable("share-sequences");

  /** Manifest id: the encoded manifest. */
  static final StateTable MANIFESTS = new StateTable("share-manifests");

  /** Share id, sequence, ordinal: an item in the compact form, in path order. */
  static final StateTable ITEMS = new StateTable("share-items");

  /** Share id, sequence: a version to be cleared away, with its manifest id if it had one. */
  static final StateTable DOOMED = new StateTable("share-doomed");

  /** Content id, owner, sequence, ordinal: where the content is, a {@link ContentSource}. */
  static final StateTable SOURCES = new StateTable("content-sources");

  /** Content id: size and chunk list hash, a {@link StoredContent}. */
  static final StateTable CONTENTS = new StateTable("content-index");

  /** Content id, page: {@value HashPages#PAGE_HASHES} chunk hashes end to end. */
  static final StateTable HASHES = new StateTable("content-hashes");

  /** Hash of a path: what the file there was when it was hashed, a {@link FileRecord}. */
  static final StateTable FILES = new StateTable("content-files");

  /** Content id, chunk: a chunk of a text that the node keeps itself. */
  static final StateTable TEXTS = new StateTable("content-texts");

  private Tables() {}

  static byte[] version(ShareId share, long seq) {
    return new RowOut().id(share).u64(seq).toArray();
  }

  static byte[] item(ShareId share, long seq, long ordinal) {
    return new RowOut().id(share).u64(seq).u64(ordinal).toArray();
  }

  static byte[] source(ContentId content, ShareId owner, long seq, long ordinal) {
    return new RowOut().id(content).id(owner).u64(seq).u64(ordinal).toArray();
  }

  static byte[] page(ContentId content, int page) {
    return new RowOut().id(content).u32(page).toArray();
  }

  /** Paths may be longer than a key may be. */
  static byte[] file(String path) {
    return Blake3.hash(path.getBytes(StandardCharsets.UTF_8));
  }
}
