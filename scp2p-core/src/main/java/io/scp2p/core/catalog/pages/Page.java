package io.scp2p.core.catalog.pages;

import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.cbor.ListReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a catalog: a leaf with at most 64 items in the order of their keys, or an inner page
 * with at most sixteen branches, which has more items than that below it. It says which keys it is
 * for, so no page can stand in another one's place. A page has exactly one encoding.
 */
public final class Page {
  private static final int LEAF = 0;
  private static final int INNER = 1;
  private static final int AROUND_BYTES = 64;

  private final PageRef ref;
  private final List<KeyedItem> items;
  private final List<PageRef> children;
  private final Bytes encoded;

  private Page(
      Bytes prefix, long count, List<KeyedItem> items, List<PageRef> children, Bytes encoded) {
    this.items = List.copyOf(items);
    this.children = List.copyOf(children);
    this.encoded = encoded;
    this.ref = new PageRef(prefix, count, Bytes.wrap(Blake3.hash(encoded.toArray())));
  }

  /** A leaf; its items are in the order of their keys. */
  public static Page leaf(Bytes prefix, List<KeyedItem> items) {
    if (items.size() > PageLimits.MAX_ITEMS) {
      throw new IllegalArgumentException("a leaf of " + items.size() + " items");
    }
    int bytes = items.stream().mapToInt(item -> item.encoded().size()).sum();
    CborWriter out = new CborWriter(IdForm.COMPACT, AROUND_BYTES + bytes);
    out.array(3);
    out.uint(LEAF);
    out.bytes(prefix);
    out.array(items.size());
    items.forEach(item -> out.raw(item.encoded()));
    return new Page(prefix, items.size(), items, List.of(), out.toBytes().detached());
  }

  /** An inner page; its children are in the order of their branches. */
  public static Page inner(Bytes prefix, List<PageRef> children) {
    CborWriter out = new CborWriter(IdForm.COMPACT, AROUND_BYTES + 48 * children.size());
    out.array(3);
    out.uint(INNER);
    out.bytes(prefix);
    out.array(PageLimits.BRANCHES);
    long count = 0;
    int next = 0;
    for (int branch = 0; branch < PageLimits.BRANCHES; branch++) {
      if (next < children.size() && children.get(next).branch() == branch) {
        PageRef child = children.get(next++);
        out.array(2);
        out.uint(child.count());
        out.bytes(child.hash());
        count = Math.addExact(count, child.count());
      } else {
        out.nil();
      }
    }
    if (next < children.size() || count <= PageLimits.MAX_ITEMS) {
      throw new IllegalArgumentException("no inner page: " + count + " items");
    }
    return new Page(prefix, count, List.of(), children, out.toBytes().detached());
  }

  /**
   * Reads a page and checks everything that can be checked by looking at it alone: order, keys,
   * counts, depth, size, and that it is written in the one form there is.
   */
  public static Page decode(Bytes encoded) throws WireException {
    if (encoded.size() > PageLimits.MAX_PAGE_BYTES) {
      throw new WireException(Reason.TOO_LARGE, "a page is too large");
    }
    Page page = CborReader.decode(encoded, Page::read);
    if (!page.encoded.equals(encoded)) {
      throw new WireException(Reason.MALFORMED, "a page is not in its one form");
    }
    return page;
  }

  private static Page read(CborReader in) throws WireException {
    ListReader parts = in.list();
    need(parts.next(), in, "a page has three parts");
    int kind = in.u8();
    need(parts.next(), in, "a page has three parts");
    Bytes prefix = prefix(in);
    need(parts.next(), in, "a page has three parts");
    need(kind == LEAF || kind == INNER, in, "no kind of page");
    Page page = kind == LEAF ? readLeaf(in, prefix) : readInner(in, prefix);
    need(!parts.next(), in, "a page has three parts");
    return page;
  }

  private static Bytes prefix(CborReader in) throws WireException {
    Bytes prefix = in.byteString().detached();
    need(prefix.size() <= PageLimits.MAX_DEPTH, in, "a page is too deep");
    for (int i = 0; i < prefix.size(); i++) {
      need(prefix.get(i) >= 0 && prefix.get(i) < PageLimits.BRANCHES, in, "no half octet");
    }
    return prefix;
  }

  private static Page readLeaf(CborReader in, Bytes prefix) throws WireException {
    ListReader list = in.list();
    List<KeyedItem> items = new ArrayList<>();
    KeyedItem before = null;
    while (list.next()) {
      need(items.size() < PageLimits.MAX_ITEMS, in, "too many items on a page");
      KeyedItem item = KeyedItem.read(in);
      need(item.key().beginsWith(prefix), in, "an item of another page");
      need(before == null || before.key().compareTo(item.key()) < 0, in, "items out of order");
      items.add(item);
      before = item;
    }
    need(!items.isEmpty() || prefix.isEmpty(), in, "an empty page");
    return leaf(prefix, items);
  }

  private static Page readInner(CborReader in, Bytes prefix) throws WireException {
    need(prefix.size() < PageLimits.MAX_DEPTH, in, "a page is too deep");
    ListReader list = in.list();
    List<PageRef> children = new ArrayList<>();
    long count = 0;
    for (int branch = 0; branch < PageLimits.BRANCHES; branch++) {
      need(list.next(), in, "an inner page has sixteen branches");
      PageRef child = child(in, prefix, branch);
      if (child != null) {
        children.add(child);
        count += child.count();
      }
      need(count >= 0, in, "too many items");
    }
    need(!list.next(), in, "an inner page has sixteen branches");
    need(count > PageLimits.MAX_ITEMS, in, "an inner page with the items of a leaf");
    return inner(prefix, children);
  }

  private static @Nullable PageRef child(CborReader in, Bytes prefix, int branch)
      throws WireException {
    if (in.absent()) {
      return null;
    }
    ListReader parts = in.list();
    need(parts.next(), in, "a branch has two parts");
    long count = in.u64();
    need(parts.next(), in, "a branch has two parts");
    Bytes hash = Bytes.wrap(in.byteString(Blake3.HASH_BYTES));
    need(!parts.next(), in, "a branch has two parts");
    need(count > 0, in, "an empty branch");
    return new PageRef(PageRef.below(prefix, branch), count, hash);
  }

  private static void need(boolean holds, CborReader in, String objection) throws WireException {
    if (!holds) {
      throw in.reject(Reason.MALFORMED, objection, in.offset());
    }
  }

  /** What a page above says of this one. */
  public PageRef ref() {
    return ref;
  }

  /** Whether it has items and no branches. */
  public boolean isLeaf() {
    return children.isEmpty();
  }

  /** The items of a leaf, in the order of their keys. */
  public List<KeyedItem> items() {
    return items;
  }

  /** The branches of an inner page that lead anywhere, in order. */
  public List<PageRef> children() {
    return children;
  }

  /** The one form. */
  public Bytes encoded() {
    return encoded;
  }
}
