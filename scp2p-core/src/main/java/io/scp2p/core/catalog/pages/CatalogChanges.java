package io.scp2p.core.catalog.pages;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.cbor.ListReader;
import java.util.ArrayList;
import java.util.List;

/**
 * What turns the items of one version into those of a later one. A claim: whoever applies it
 * computes the root and compares.
 *
 * @param removed keys of items that are gone; none that is among {@code added}
 * @param added items that are new, or have other words than before under the same key
 */
public record CatalogChanges(List<ItemKey> removed, List<KeyedItem> added) implements Encodable {
  /** Changes in one list; more are better told page by page. */
  public static final int MAX_CHANGES = 4_096;

  /** A list of changes in an answer. */
  public static final int MAX_BYTES = 512 << 10;

  /** Copies the lists. */
  public CatalogChanges {
    removed = List.copyOf(removed);
    added = List.copyOf(added);
  }

  /** How many there are. */
  public int size() {
    return removed.size() + added.size();
  }

  @Override
  public void write(CborWriter out) {
    out.array(2);
    out.array(removed.size());
    removed.forEach(key -> out.bytes(Bytes.wrap(key.bytes())));
    out.array(added.size());
    added.forEach(item -> out.raw(item.encoded()));
  }

  @Override
  public int sizeHintBytes() {
    return 16
        + removed.size() * (ItemKey.LENGTH + 2)
        + added.stream().mapToInt(item -> item.encoded().size()).sum();
  }

  /** The list in the form in which it is sent. */
  public Bytes bytes() {
    return encoded(IdForm.COMPACT);
  }

  /** Reads a list that somebody sent. */
  public static CatalogChanges read(CborReader in) throws WireException {
    int start = in.offset();
    ListReader parts = in.list();
    List<ItemKey> removed = new ArrayList<>();
    List<KeyedItem> added = new ArrayList<>();
    boolean good = parts.next();
    if (good) {
      ListReader keys = in.list();
      while (keys.next()) {
        bound(in, removed.size());
        removed.add(ItemKey.of(in.byteString(ItemKey.LENGTH)));
      }
      good = parts.next();
    }
    if (good) {
      ListReader items = in.list();
      while (items.next()) {
        bound(in, removed.size() + added.size());
        added.add(KeyedItem.read(in));
      }
      good = !parts.next();
    }
    if (!good) {
      throw in.reject(Reason.WRONG_LENGTH, "changes have two parts", start);
    }
    return new CatalogChanges(removed, added);
  }

  private static void bound(CborReader in, int size) throws WireException {
    if (size >= MAX_CHANGES) {
      throw in.reject(Reason.TOO_LARGE, "too many changes", in.offset());
    }
  }
}
