package io.scp2p.store.search;

import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import org.apache.lucene.util.BytesRef;

/** Editions as bytes. */
final class EditionCodec {
  private static final int HASH_BYTES = 16;

  private EditionCodec() {}

  /** Share, manifest, and a hash over all: two editions of one manifest stay apart. */
  static BytesRef key(Edition edition) {
    byte[] key = Arrays.copyOf(version(edition.share, edition.manifest), 64 + HASH_BYTES);
    System.arraycopy(sha256(encode(edition)), 0, key, 64, HASH_BYTES);
    return new BytesRef(key);
  }

  static byte[] version(ShareId share, ManifestId manifest) {
    byte[] version = Arrays.copyOf(share.bytes(), 64);
    System.arraycopy(manifest.bytes(), 0, version, 32, 32);
    return version;
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  static byte[] encode(Edition edition) {
    ByteWriter out = new ByteWriter(160);
    out.bytes(version(edition.share, edition.manifest));
    out.number(edition.updatedAt.getEpochSecond());
    out.number(edition.updatedAt.getNano());
    out.optional(edition.title);
    out.optional(edition.description);
    return out.toBytes();
  }

  static Edition decode(BytesRef record) {
    ByteReader in = new ByteReader(record);
    ShareId share = ShareId.of(in.bytes(32));
    ManifestId manifest = ManifestId.of(in.bytes(32));
    long seconds = in.number();
    Instant updatedAt = Instant.ofEpochSecond(seconds, in.number());
    return new Edition(share, manifest, updatedAt, in.optional(), in.optional());
  }
}
