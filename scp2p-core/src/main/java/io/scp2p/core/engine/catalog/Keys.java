package io.scp2p.core.engine.catalog;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.record.ShareItem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The tables of the catalog and the form of their keys. All numbers are big-endian. */
final class Keys {
  /** Share → {@link ShareRow}. */
  static final StateTable SHARES = new StateTable("catalog-shares");

  /** Share, number of a version → {@link VersionRow}. */
  static final StateTable VERSIONS = new StateTable("catalog-versions");

  /** Manifest id → signed manifest. */
  static final StateTable MANIFESTS = new StateTable("catalog-manifests");

  /** Share → signed head. */
  static final StateTable HEADS = new StateTable("catalog-heads");

  /** DHT key → H and share, or M and manifest id: what FIND_VALUE asks for. */
  static final StateTable VALUES = new StateTable("catalog-values");

  /** Share, generation, {@link #place} → item. */
  static final StateTable ITEMS = new StateTable("catalog-items");

  /** Content, share, generation, hash of the place → place. */
  static final StateTable CONTENTS = new StateTable("catalog-contents");

  /** Share → nothing: its documents in the index may be of another version. */
  static final StateTable DIRTY = new StateTable("catalog-dirty");

  /** Share, generation → nothing: item rows that belong to no version. */
  static final StateTable GARBAGE = new StateTable("catalog-garbage");

  static final byte[] NOTHING = {};
  static final byte HEAD_VALUE = 'H';
  static final byte MANIFEST_VALUE = 'M';

  private static final int MAX_TEXT_BYTES = 880;
  private static final int HASH_BYTES = 8;

  private Keys() {}

  /** Every key of a table. */
  static List<byte[]> all(StateStore store, StateTable table) throws StoreException {
    List<byte[]> keys = new ArrayList<>();
    try (StateCursor entries = store.scan(table, NOTHING)) {
      while (entries.next()) {
        keys.add(entries.key());
      }
    }
    return keys;
  }

  static byte[] version(ShareId share, long seq) {
    return numbered(share, seq);
  }

  static byte[] generation(ShareId share, long generation) {
    return numbered(share, generation);
  }

  static long number(byte[] key) {
    return ByteBuffer.wrap(key).getLong(ShareId.LENGTH);
  }

  static ShareId share(byte[] key) {
    return ShareId.of(Arrays.copyOf(key, ShareId.LENGTH));
  }

  private static byte[] numbered(ShareId share, long number) {
    return ByteBuffer.allocate(ShareId.LENGTH + Long.BYTES)
        .put(share.bytes())
        .putLong(number)
        .array();
  }

  /**
   * Where an item stands in its share: sorts by path, and tells items apart that have the same path
   * but another content. Paths too long for a key are cut and get a hash in place of the rest.
   */
  static byte[] place(ShareItem item) {
    String path = item.path();
    byte[] text = (path == null ? item.name() : path).getBytes(StandardCharsets.UTF_8);
    boolean cut = text.length > MAX_TEXT_BYTES;
    int kept = cut ? MAX_TEXT_BYTES : text.length;
    ByteBuffer out =
        ByteBuffer.allocate(kept + 1 + (cut ? HASH_BYTES : 0) + ContentId.LENGTH)
            .put(text, 0, kept)
            .put((byte) 0);
    if (cut) {
      out.put(Blake3.hash(text), 0, HASH_BYTES);
    }
    return out.put(item.contentId().bytes()).array();
  }

  static byte[] item(ShareId share, long generation, byte[] place) {
    return joined(generation(share, generation), place);
  }

  static byte[] placeOf(byte[] itemKey) {
    return Arrays.copyOfRange(itemKey, ShareId.LENGTH + Long.BYTES, itemKey.length);
  }

  static byte[] content(ContentId content, ShareId share, long generation, byte[] place) {
    byte[] hash = Arrays.copyOf(Blake3.hash(place), HASH_BYTES);
    return joined(joined(content.bytes(), generation(share, generation)), hash);
  }

  static ShareId shareOfContent(byte[] contentKey) {
    int from = ContentId.LENGTH;
    return ShareId.of(Arrays.copyOfRange(contentKey, from, from + ShareId.LENGTH));
  }

  static long generationOfContent(byte[] contentKey) {
    return ByteBuffer.wrap(contentKey).getLong(ContentId.LENGTH + ShareId.LENGTH);
  }

  static byte[] headValue(ShareId share) {
    return joined(new byte[] {HEAD_VALUE}, share.bytes());
  }

  static byte[] manifestValue(ManifestId manifest) {
    return joined(new byte[] {MANIFEST_VALUE}, manifest.bytes());
  }

  static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
