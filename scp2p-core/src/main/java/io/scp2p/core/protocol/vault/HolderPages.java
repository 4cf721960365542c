package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.PageList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pages of catalogs, by owner. A part of {@link HolderLedger}. An owner has at most 64 pages of 8
 * devices each, so what is looked up for one owner is short; all owners together have {@link
 * #MAX_PAGES}, those that are just being written included, since owners cost nothing.
 */
final class HolderPages {
  /** Pages of all owners: a thousand owners with one device each, at about 300 bytes of memory. */
  static final int MAX_PAGES = 1 << 16;

  private final Map<NodeKey, Map<Bytes, HeldPage>> byOwner = new HashMap<>();

  /** New ones that are being written: there is a place for each. */
  private final Map<NodeKey, Map<Bytes, HeldPage>> coming = new HashMap<>();

  private int kept;
  private int expected;

  boolean mayTakeMore() {
    return kept + expected < MAX_PAGES;
  }

  @Nullable HeldPage find(NodeKey owner, int page, Bytes slot) {
    return of(byOwner, owner).get(HolderLedger.subject(owner, page, slot));
  }

  @Nullable HeldPage find(HeldPage like) {
    return of(byOwner, like.owner()).get(HolderLedger.subject(like));
  }

  /** Devices that have this page of an owner, or are just leaving it. */
  long slots(NodeKey owner, int page) {
    return Stream.concat(of(byOwner, owner).values().stream(), of(coming, owner).values().stream())
        .filter(each -> each.page() == page)
        .count();
  }

  List<PageList.Entry> entries(NodeKey owner) {
    List<PageList.Entry> entries = new ArrayList<>();
    for (HeldPage page : of(byOwner, owner).values()) {
      entries.add(new PageList.Entry(page.page(), page.slot(), page.sequence()));
    }
    return entries;
  }

  Stream<HeldPage> all() {
    return byOwner.values().stream().flatMap(pages -> pages.values().stream());
  }

  void begin(HeldPage page) {
    if (find(page) == null && add(coming, page) == null) {
      expected++;
    }
  }

  void end(HeldPage page) {
    if (take(coming, page) != null) {
      expected--;
    }
  }

  @Nullable HeldPage put(HeldPage page) {
    HeldPage old = add(byOwner, page);
    kept += old == null ? 1 : 0;
    return old;
  }

  @Nullable HeldPage remove(HeldPage page) {
    HeldPage old = take(byOwner, page);
    kept -= old == null ? 0 : 1;
    return old;
  }

  private static Map<Bytes, HeldPage> of(Map<NodeKey, Map<Bytes, HeldPage>> all, NodeKey owner) {
    return all.getOrDefault(owner, Map.of());
  }

  private static @Nullable HeldPage add(Map<NodeKey, Map<Bytes, HeldPage>> all, HeldPage page) {
    return all.computeIfAbsent(page.owner(), owner -> new HashMap<>())
        .put(HolderLedger.subject(page), page);
  }

  private static @Nullable HeldPage take(Map<NodeKey, Map<Bytes, HeldPage>> all, HeldPage page) {
    Map<Bytes, HeldPage> mine = all.get(page.owner());
    if (mine == null) {
      return null;
    }
    HeldPage old = mine.remove(HolderLedger.subject(page));
    if (mine.isEmpty()) {
      all.remove(page.owner());
    }
    return old;
  }
}
