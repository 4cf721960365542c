package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.PageList;
import io.scp2p.core.wire.vault.VaultLimits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One exchange of catalog pages with one holder (section V9.4): what other devices left there is
 * fetched and merged first, then what this device has changed is left there. So are pages of this
 * device itself, if it has lost what it knew. Pages that cannot be opened are passed over: a holder
 * may have made them up. But then it is not the whole catalog that was read.
 */
public final class CatalogSync implements Machine<CatalogSync.Input, CatalogSync.Effect> {
  /** For the whole exchange. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Questions at the same time. */
  static final int PARALLEL = 4;

  private final NodeKey holder;
  private final Bytes slot;
  private final Map<Key, Long> known;
  private final Map<Integer, Long> own;
  private final Set<Integer> missing;
  private final Numbers numbers = new Numbers();
  private final Deque<Effect> queue = new ArrayDeque<>();
  private final Set<Long> asked = new HashSet<>();
  private final long endNanos;
  private boolean listed;
  private boolean stored;
  private boolean whole = true;
  private boolean over;

  /**
   * One device's page.
   *
   * @param page which page
   * @param slot of which device
   */
  public record Key(int page, Bytes slot) {}

  /** What it is told. */
  public sealed interface Input {
    /** The holder's list. */
    record Listed(long ask, List<PageList.Entry> pages) implements Input {
      /** Copies the list. */
      public Listed {
        pages = List.copyOf(pages);
      }
    }

    /** A page was merged, or one of ours is stored or not wanted there. */
    record Finished(long ask) implements Input {}

    /** A page was not read: refused, not to be opened, or what was in it could not be kept. */
    record PassedOver(long ask) implements Input {}

    /** The holder does not answer. */
    record Failed(long ask) implements Input {}
  }

  /** What it wants done. */
  public sealed interface Effect {
    /** Ask with 629. */
    record ListPages(long ask, NodeKey holder) implements Effect {}

    /** Ask with 630, open, merge and note which sequence it was. */
    record Fetch(long ask, NodeKey holder, PageList.Entry page) implements Effect {}

    /** Seal and send with 628 what this device has of a page, under this sequence. */
    record Store(long ask, NodeKey holder, int page, long sequence) implements Effect {}

    /**
     * It is over.
     *
     * @param holder with whom
     * @param complete whether everything that the holder has was read
     */
    record Done(NodeKey holder, boolean complete) implements Effect {}
  }

  /**
   * An exchange that has not begun.
   *
   * @param slot of this device
   * @param known what was merged already, from whomever
   * @param own pages that this device has something in, with their sequence
   * @param missing pages of its own that this device cannot read any more
   */
  public CatalogSync(
      long nowNanos,
      NodeKey holder,
      Bytes slot,
      Map<Key, Long> known,
      Map<Integer, Long> own,
      Set<Integer> missing) {
    this.missing = Set.copyOf(missing);
    this.holder = holder;
    this.slot = slot;
    this.known = new HashMap<>(known);
    this.own = new HashMap<>(own);
    this.endNanos = nowNanos + PATIENCE.toNanos();
  }

  /** Begins. */
  public List<Effect> start() {
    long ask = numbers.next();
    asked.add(ask);
    return List.of(new Effect.ListPages(ask, holder));
  }

  @Override
  public List<Effect> accept(long nowNanos, Input input) {
    List<Effect> effects = new ArrayList<>();
    if (over) {
      return effects;
    }
    if (input instanceof Input.Listed list && asked.remove(list.ask())) {
      listed(list.pages());
    } else if (input instanceof Input.Finished finished) {
      asked.remove(finished.ask());
    } else if (input instanceof Input.PassedOver page && asked.remove(page.ask())) {
      whole = false;
    } else if (input instanceof Input.Failed) {
      end(false, effects);
      return effects;
    }
    advance(effects);
    return effects;
  }

  private void listed(List<PageList.Entry> pages) {
    listed = true;
    Map<Integer, Long> there = new HashMap<>();
    for (PageList.Entry page : pages) {
      boolean fresh = page.sequence() > known.getOrDefault(new Key(page.page(), page.slot()), -1L);
      if (page.slot().equals(slot)) {
        there.merge(page.page(), page.sequence(), Math::max);
        fresh &= missing.contains(page.page()) || page.sequence() > own(page.page());
      }
      if (fresh) {
        queue.add(new Effect.Fetch(numbers.next(), holder, page));
      }
      if (fresh && page.slot().equals(slot)) {
        // What was lost here must not be overwritten there before it was merged.
        own.remove(page.page());
      }
    }
    for (int page = 0; page < VaultLimits.CATALOG_PAGES; page++) {
      Long mine = own.get(page);
      if (mine != null && mine <= there.getOrDefault(page, -1L)) {
        own.remove(page);
      }
    }
  }

  private long own(int page) {
    return own.getOrDefault(page, -1L);
  }

  private void advance(List<Effect> effects) {
    if (listed && !stored && queue.isEmpty() && asked.isEmpty()) {
      stored = true;
      own.forEach(
          (page, sequence) -> queue.add(new Effect.Store(numbers.next(), holder, page, sequence)));
    }
    while (!queue.isEmpty() && asked.size() < PARALLEL) {
      Effect next = queue.remove();
      asked.add(next instanceof Effect.Fetch fetch ? fetch.ask() : ((Effect.Store) next).ask());
      effects.add(next);
    }
    if (stored && asked.isEmpty()) {
      end(whole, effects);
    }
  }

  private void end(boolean complete, List<Effect> effects) {
    over = true;
    effects.add(new Effect.Done(holder, complete));
  }

  @Override
  public List<Effect> onTimeout(long nowNanos) {
    List<Effect> effects = new ArrayList<>();
    if (!over && nowNanos - endNanos >= 0) {
      end(false, effects);
    }
    return effects;
  }

  @Override
  public OptionalLong deadlineNanos() {
    return over ? OptionalLong.empty() : OptionalLong.of(endNanos);
  }
}
