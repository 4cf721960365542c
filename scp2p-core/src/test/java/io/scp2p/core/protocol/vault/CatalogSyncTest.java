package io.scp2p.core.protocol.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.vault.CatalogSync.Effect;
import io.scp2p.core.protocol.vault.CatalogSync.Input;
import io.scp2p.core.vault.Keys;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.PageList;
import io.scp2p.core.wire.vault.VaultLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One exchange of pages, step by step. */
class CatalogSyncTest {
  private static final long BEGUN = 7_000;
  private static final NodeKey HOLDER = NodeKey.of(Keys.bytes(9, NodeKey.LENGTH));
  private static final Bytes OURS = slot(1);
  private static final Bytes THEIRS = slot(2);

  private static Bytes slot(int seed) {
    return Bytes.wrap(Keys.bytes(seed, VaultLimits.SLOT_BYTES));
  }

  private static CatalogSync sync(
      Map<CatalogSync.Key, Long> known, Map<Integer, Long> own, Set<Integer> missing) {
    return new CatalogSync(BEGUN, HOLDER, OURS, known, own, missing);
  }

  private static CatalogSync fresh() {
    return sync(Map.of(), Map.of(), Set.of());
  }

  private static long list(CatalogSync sync) {
    List<Effect> effects = sync.start();
    assertThat(effects).hasSize(1);
    Effect.ListPages list = (Effect.ListPages) effects.get(0);
    assertThat(list.holder()).isEqualTo(HOLDER);
    return list.ask();
  }

  private static List<Effect> listed(CatalogSync sync, PageList.Entry... pages) {
    return sync.accept(BEGUN, new Input.Listed(list(sync), List.of(pages)));
  }

  private static PageList.Entry page(int page, Bytes slot, long sequence) {
    return new PageList.Entry(page, slot, sequence);
  }

  private static List<PageList.Entry> fetched(List<Effect> effects) {
    List<PageList.Entry> pages = new ArrayList<>();
    for (Effect effect : effects) {
      pages.add(((Effect.Fetch) effect).page());
    }
    return pages;
  }

  @Test
  void whereNothingIsNewItIsOverAtOnce() {
    CatalogSync sync = fresh();
    assertThat(listed(sync)).containsExactly(new Effect.Done(HOLDER, true));
    assertThat(sync.deadlineNanos()).isEmpty();
    assertThat(sync.accept(BEGUN, new Input.Failed(0))).isEmpty();
    assertThat(sync.onTimeout(BEGUN + CatalogSync.PATIENCE.toNanos())).isEmpty();
  }

  @Test
  void itHasTwoMinutes() {
    CatalogSync sync = fresh();
    list(sync);
    long end = BEGUN + CatalogSync.PATIENCE.toNanos();
    assertThat(sync.deadlineNanos()).hasValue(end);
    assertThat(sync.onTimeout(end - 1)).isEmpty();
    assertThat(sync.onTimeout(end)).containsExactly(new Effect.Done(HOLDER, false));
    assertThat(sync.onTimeout(end)).isEmpty();
  }

  @Test
  void aHolderThatDoesNotAnswerEndsIt() {
    CatalogSync sync = fresh();
    long ask = list(sync);
    assertThat(sync.accept(BEGUN, new Input.Failed(ask)))
        .containsExactly(new Effect.Done(HOLDER, false));
    assertThat(sync.accept(BEGUN, new Input.Listed(ask, List.of(page(0, THEIRS, 1))))).isEmpty();
  }

  @Test
  void aListThatWasNotAskedForChangesNothing() {
    CatalogSync sync = fresh();
    long ask = list(sync);
    assertThat(sync.accept(BEGUN, new Input.Listed(ask + 1, List.of(page(0, THEIRS, 1)))))
        .isEmpty();
    assertThat(sync.accept(BEGUN, new Input.PassedOver(ask + 1))).isEmpty();
    assertThat(sync.accept(BEGUN, new Input.Listed(ask, List.of())))
        .containsExactly(new Effect.Done(HOLDER, true));
  }

  @Test
  void onlyWhatIsNewerThanWhatIsKnownIsFetched() {
    CatalogSync sync =
        sync(
            Map.of(new CatalogSync.Key(1, THEIRS), 5L, new CatalogSync.Key(2, THEIRS), 5L),
            Map.of(),
            Set.of());
    List<Effect> effects = listed(sync, page(0, THEIRS, 0), page(1, THEIRS, 5), page(2, THEIRS, 6));
    assertThat(fetched(effects)).containsExactly(page(0, THEIRS, 0), page(2, THEIRS, 6));
  }

  @Test
  void noMoreThanFourAreAskedForAtATimeAndOnePassedOverMakesItIncomplete() {
    CatalogSync sync = fresh();
    PageList.Entry[] pages = new PageList.Entry[CatalogSync.PARALLEL + 2];
    for (int i = 0; i < pages.length; i++) {
      pages[i] = page(i, THEIRS, 1);
    }
    List<Effect> asked = new ArrayList<>(listed(sync, pages));
    assertThat(asked).hasSize(CatalogSync.PARALLEL);
    for (int i = 0; i < pages.length - 1; i++) {
      long ask = ((Effect.Fetch) asked.get(i)).ask();
      Input input = i == 3 ? new Input.PassedOver(ask) : new Input.Finished(ask);
      asked.addAll(sync.accept(BEGUN, input));
      assertThat(asked).hasSize(Math.min(pages.length, CatalogSync.PARALLEL + i + 1));
    }
    assertThat(fetched(asked)).containsExactly(pages);
    long last = ((Effect.Fetch) asked.get(pages.length - 1)).ask();
    assertThat(sync.accept(BEGUN, new Input.Finished(last)))
        .containsExactly(new Effect.Done(HOLDER, false));
  }

  @Test
  void ownPagesAreLeftThereAfterTheOthersWereMergedUnlessTheyAreThere() {
    int highest = VaultLimits.CATALOG_PAGES - 1;
    CatalogSync sync = sync(Map.of(), Map.of(0, 3L, 1, 3L, 2, 3L, highest, 3L), Set.of());
    List<Effect> effects =
        listed(
            sync,
            page(0, OURS, 2),
            page(1, OURS, 3),
            page(1, OURS, 1),
            page(highest, OURS, 3),
            page(2, THEIRS, 9));
    assertThat(fetched(effects)).containsExactly(page(2, THEIRS, 9));
    List<Effect> stores =
        sync.accept(BEGUN, new Input.Finished(((Effect.Fetch) effects.get(0)).ask()));
    assertThat(stores).hasSize(2);
    Effect.Store first = (Effect.Store) stores.get(0);
    Effect.Store second = (Effect.Store) stores.get(1);
    assertThat(List.of(first.page(), second.page())).containsExactlyInAnyOrder(0, 2);
    assertThat(List.of(first.sequence(), second.sequence())).containsExactly(3L, 3L);
    assertThat(first.holder()).isEqualTo(HOLDER);
    assertThat(sync.accept(BEGUN, new Input.Finished(first.ask()))).isEmpty();
    assertThat(sync.accept(BEGUN, new Input.Finished(second.ask())))
        .containsExactly(new Effect.Done(HOLDER, true));
  }

  @Test
  void whatWasLostHereIsFetchedAndNotOverwrittenThere() {
    CatalogSync sync = sync(Map.of(), Map.of(0, 3L, 1, 3L, 2, 3L), Set.of(0));
    List<Effect> effects =
        listed(sync, page(0, OURS, 2), page(1, OURS, 4), page(2, OURS, 3), page(3, OURS, 0));
    assertThat(fetched(effects))
        .containsExactly(page(0, OURS, 2), page(1, OURS, 4), page(3, OURS, 0));
    for (int i = 0; i < 2; i++) {
      long ask = ((Effect.Fetch) effects.get(i)).ask();
      assertThat(sync.accept(BEGUN, new Input.Finished(ask))).isEmpty();
    }
    assertThat(sync.accept(BEGUN, new Input.Finished(((Effect.Fetch) effects.get(2)).ask())))
        .containsExactly(new Effect.Done(HOLDER, true));
  }
}
