package io.scp2p.core.engine.pages;

import io.scp2p.core.catalog.pages.CatalogChanges;
import io.scp2p.core.catalog.pages.ItemKey;
import io.scp2p.core.catalog.pages.KeyedItem;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.cbor.ListReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one version changed.
 *
 * @param link from which version to which
 * @param removed gone, or replaced by one of {@code added}
 * @param added new, or changed
 */
record Delta(Link link, List<KeyedItem> removed, List<KeyedItem> added) {
  private static final int PARTS = 6;

  /**
   * From which version to which.
   *
   * @param baseSeq the version before
   * @param baseRoot hash of its first page
   * @param seq the version
   * @param root hash of its first page
   */
  record Link(long baseSeq, Bytes baseRoot, long seq, Bytes root) {}

  Delta {
    removed = List.copyOf(removed);
    added = List.copyOf(added);
  }

  byte[] bytes() {
    CborWriter out = new CborWriter(IdForm.COMPACT, 64 + 200 * (removed.size() + added.size()));
    out.array(PARTS);
    out.uint(link.baseSeq());
    out.bytes(link.baseRoot());
    out.uint(link.seq());
    out.bytes(link.root());
    out.array(removed.size());
    removed.forEach(item -> out.raw(item.encoded()));
    out.array(added.size());
    added.forEach(item -> out.raw(item.encoded()));
    return out.toBytes().toArray();
  }

  static Delta decode(byte[] row) throws WireException {
    return CborReader.decode(Bytes.wrap(row), Delta::read);
  }

  /** The start of a row; what changed is not looked at. */
  static Link linkOf(byte[] row) throws WireException {
    CborReader in = new CborReader(Bytes.wrap(row));
    return link(in, in.list());
  }

  private static Link link(CborReader in, ListReader parts) throws WireException {
    need(parts, in);
    long baseSeq = in.u64();
    need(parts, in);
    Bytes baseRoot = Bytes.wrap(in.byteString(32));
    need(parts, in);
    long seq = in.u64();
    need(parts, in);
    return new Link(baseSeq, baseRoot, seq, Bytes.wrap(in.byteString(32)));
  }

  private static Delta read(CborReader in) throws WireException {
    ListReader parts = in.list();
    Link link = link(in, parts);
    need(parts, in);
    List<KeyedItem> removed = in.list(KeyedItem::read);
    need(parts, in);
    List<KeyedItem> added = in.list(KeyedItem::read);
    if (parts.next()) {
      throw in.reject(Reason.WRONG_LENGTH, "a delta has six parts", in.offset());
    }
    return new Delta(link, removed, added);
  }

  private static void need(ListReader parts, CborReader in) throws WireException {
    if (!parts.next()) {
      throw in.reject(Reason.WRONG_LENGTH, "a delta has six parts", in.offset());
    }
  }

  /** What came of several versions, one after the other. */
  static CatalogChanges joined(List<Delta> chain) {
    Map<ItemKey, Boolean> wasThere = new LinkedHashMap<>();
    Map<ItemKey, Optional<KeyedItem>> now = new TreeMap<>();
    for (Delta delta : chain) {
      for (KeyedItem item : delta.removed) {
        wasThere.putIfAbsent(item.key(), true);
        now.put(item.key(), Optional.empty());
      }
      for (KeyedItem item : delta.added) {
        wasThere.putIfAbsent(item.key(), false);
        now.put(item.key(), Optional.of(item));
      }
    }
    List<ItemKey> removed = new ArrayList<>();
    List<KeyedItem> added = new ArrayList<>();
    now.forEach(
        (key, item) -> {
          if (item.isPresent()) {
            added.add(item.get());
          } else if (wasThere.getOrDefault(key, false)) {
            removed.add(key);
          }
        });
    return new CatalogChanges(removed, added);
  }
}
