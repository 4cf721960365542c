package io.scp2p.core.engine.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.catalog.pages.CatalogChanges;
import io.scp2p.core.catalog.pages.CatalogRoot;
import io.scp2p.core.catalog.pages.KeyedItem;
import io.scp2p.core.catalog.pages.MadeItems;
import io.scp2p.core.catalog.pages.PageRef;
import io.scp2p.core.catalog.pages.SignedRoot;
import io.scp2p.core.catalog.pages.TreeItems;
import io.scp2p.core.engine.catalog.ItemSource;
import io.scp2p.core.engine.catalog.TestStore;
import io.scp2p.core.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows of pages: what is visible, what is remembered, what is cleared away. */
class PageStoreTest {
  private static final ShareId SHARE = ShareId.of(new byte[32]);
  private static final Bytes UNSIGNED = Bytes.wrap(new byte[64]);

  private TestStore state = new TestStore();
  private PageStore pages = new PageStore(state, 1_000_000);

  private SignedRoot write(long seq, List<KeyedItem> items) throws StoreException {
    MadeItems made = new MadeItems();
    PageRef root = made.build(items);
    pages.begin(SHARE, root.hash());
    pages.keep(SHARE, made.all());
    CatalogRoot body =
        new CatalogRoot(SHARE, seq, ManifestId.of(new byte[32]), root.count(), root.hash());
    return SignedRoot.trusted(body, UNSIGNED);
  }

  private PageStore.Next adopt(long seq, List<KeyedItem> items) throws StoreException {
    PageStore.Next next = pages.next(write(seq, items));
    StateBatch batch = new StateBatch();
    next.addTo(batch);
    state.apply(batch, Durability.POWER);
    return next;
  }

  private List<KeyedItem> visible() throws StoreException {
    List<KeyedItem> all = new ArrayList<>();
    TreeItems items =
        new TreeItems(pages.source(SHARE), pages.root(SHARE).orElseThrow().root().ref());
    for (KeyedItem item = items.next(); item != null; item = items.next()) {
      all.add(item);
    }
    return all;
  }

  private int pagesOf(List<KeyedItem> items) {
    MadeItems made = new MadeItems();
    made.build(items);
    return made.count();
  }

  @Test
  void updateIsToldAsChangesAndReplacesPages() throws StoreException {
    adopt(1, MadeItems.numbered(0, 500));
    PageStore.Next next = adopt(2, MadeItems.numbered(3, 503));
    ItemSource.Changes changes = (ItemSource.Changes) next.items(1L);
    assertThat(changes.removed()).hasSize(3);
    assertThat(changes.added()).hasSize(3);
    assertThat(next.items(7L)).isInstanceOf(ItemSource.All.class);
    assertThat(visible()).containsExactlyInAnyOrderElementsOf(MadeItems.numbered(3, 503));
    assertThat(state.rows(PageTables.PAGES)).isEqualTo(pagesOf(MadeItems.numbered(3, 503)));
    assertThat(pages.untidy()).isEmpty();
  }

  @Test
  void pagesThatComeBackStay() throws StoreException {
    for (int round = 0; round < 6; round++) {
      List<KeyedItem> items = MadeItems.numbered(round % 2 == 0 ? 0 : 1, 300);
      adopt(round + 1, items);
      assertThat(visible()).containsExactlyInAnyOrderElementsOf(items);
      assertThat(state.rows(PageTables.PAGES)).isEqualTo(pagesOf(items));
    }
  }

  @Test
  void historyIsJoinedAndForgotten() throws StoreException {
    adopt(1, MadeItems.numbered(0, 200));
    SignedRoot first = pages.root(SHARE).orElseThrow();
    for (int i = 1; i <= History.MAX_VERSIONS; i++) {
      adopt(i + 1, MadeItems.numbered(i, 200 + i));
    }
    CatalogChanges all =
        pages.since(SHARE, 1, first.root().rootHash()).orElseThrow();
    assertThat(all.removed()).hasSize(History.MAX_VERSIONS);
    assertThat(all.added()).hasSize(History.MAX_VERSIONS);
    adopt(99, MadeItems.numbered(0, 200));
    assertThat(pages.since(SHARE, 1, first.root().rootHash())).isEmpty();
    assertThat(pages.since(SHARE, 2, first.root().rootHash())).isEmpty();
    assertThat(state.rows(PageTables.DELTAS)).isEqualTo(History.MAX_VERSIONS);
  }

  @Test
  void lotsOfChangesAreNotListed() throws StoreException {
    adopt(1, MadeItems.numbered(0, 9_000));
    SignedRoot first = pages.root(SHARE).orElseThrow();
    adopt(2, MadeItems.numbered(4_500, 13_500));
    assertThat(pages.since(SHARE, 1, first.root().rootHash())).isEmpty();
    assertThat(visible()).hasSize(9_000);
  }

  @Test
  void whatWasGivenUpGoesEvenIfThatIsInterrupted() throws StoreException {
    adopt(1, MadeItems.numbered(0, 300));
    int good = state.rows(PageTables.PAGES);
    write(2, MadeItems.numbered(5_000, 12_000));
    write(3, MadeItems.numbered(20_000, 27_000));
    assertThat(pages.untidy()).containsExactly(SHARE);
    state.crashAfter(1); // Marked, and nothing cleared away yet.
    try {
      pages.tidy(SHARE);
    } catch (StoreException crashed) {
      assertThat(state.isCrashed()).isTrue();
    }
    state = state.reopened();
    pages = new PageStore(state, 1_000_000);
    assertThat(state.rows(PageTables.PAGES)).isGreaterThan(good);
    pages.begin(SHARE, UNSIGNED.slice(0, 32));
    assertThat(state.rows(PageTables.PAGES)).isEqualTo(good);
    assertThat(visible()).hasSize(300);
  }

  @Test
  void forgottenShareLeavesNothing() throws StoreException {
    adopt(1, MadeItems.numbered(0, 300));
    adopt(2, MadeItems.numbered(1, 301));
    pages.forget(SHARE);
    assertThat(pages.root(SHARE)).isEmpty();
    assertThat(state.rows(PageTables.PAGES)).isZero();
    assertThat(state.rows(PageTables.DELTAS)).isZero();
    assertThat(state.rows(PageTables.LOOSE)).isZero();
    pages.forget(SHARE);
  }

  @Test
  void damagedPagesAreForgottenAndNothingElseIs() throws StoreException {
    adopt(1, MadeItems.numbered(0, 300));
    pages.mend(SHARE, new StoreException(StoreException.Reason.FULL, "full", null));
    assertThat(pages.root(SHARE)).isPresent();
    pages.mend(SHARE, new StoreException(StoreException.Reason.CORRUPT, "torn", null));
    assertThat(pages.root(SHARE)).isEmpty();
  }
}
