package io.scp2p.core.catalog.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Which pages a tree has follows from its items and not from its history. */
class TreePropertyTest {
  /** Up to 1,200 items in runs, so that trees grow and shrink over several levels. */
  private static TreeMap<ItemKey, KeyedItem> set(List<Integer> runs, int revision) {
    TreeMap<ItemKey, KeyedItem> items = new TreeMap<>();
    for (int run : runs) {
      for (int i = run * 40; i < run * 40 + 40; i++) {
        int rev = i % 17 == 0 ? revision : 0;
        KeyedItem item = KeyedItem.of(MadeItems.item("a/b" + i % 7 + "/c" + i, rev));
        items.put(item.key(), item);
      }
    }
    return items;
  }

  private static CatalogChanges changes(
      Map<ItemKey, KeyedItem> before, Map<ItemKey, KeyedItem> after) {
    List<ItemKey> removed = new ArrayList<>(before.keySet());
    removed.removeAll(after.keySet());
    List<KeyedItem> added = new ArrayList<>();
    after.forEach(
        (key, item) -> {
          if (!item.equals(before.get(key))) {
            added.add(item);
          }
        });
    return new CatalogChanges(removed, added);
  }

  @Property(tries = 60)
  void editedTreeIsTheOneThatWouldHaveBeenBuilt(
      @ForAll @Size(max = 12) List<@IntRange(max = 29) Integer> olds,
      @ForAll @Size(max = 12) List<@IntRange(max = 29) Integer> news)
      throws StoreException {
    TreeMap<ItemKey, KeyedItem> before = set(olds, 0);
    TreeMap<ItemKey, KeyedItem> after = set(news, 1);
    MadeItems pages = new MadeItems();
    PageRef root = pages.build(before.values());
    Set<Object> oldPages = new HashSet<>(pages.pages.keySet());

    Optional<TreeEdit.Edited> edited = TreeEdit.apply(pages, root, changes(before, after));

    MadeItems anew = new MadeItems();
    PageRef expected = anew.build(after.values());
    assertThat(edited).isPresent();
    assertThat(edited.get().root()).isEqualTo(expected);
    edited.get().made().forEach(pages::put);
    assertThat(pages.items(expected)).isEqualTo(List.copyOf(after.values()));
    Set<Object> newPages = new HashSet<>(anew.pages.keySet());
    newPages.removeAll(oldPages);
    assertThat(edited.get().made().stream().map(page -> page.ref().hash()))
        .as("pages made, and no others")
        .containsExactlyInAnyOrderElementsOf(
            newPages.stream().map(io.scp2p.core.wire.Bytes.class::cast).toList());

    Map<ItemKey, KeyedItem> gone = new LinkedHashMap<>();
    Map<ItemKey, KeyedItem> added = new LinkedHashMap<>();
    Set<Object> replaced = new HashSet<>();
    TreeDiff.compare(pages, root, expected, collector(gone, added, replaced));
    CatalogChanges diff = changes(before, after);
    assertThat(added.values()).containsExactlyInAnyOrderElementsOf(diff.added());
    Set<ItemKey> onlyOld = new HashSet<>(gone.keySet());
    onlyOld.removeAll(added.keySet());
    assertThat(onlyOld).containsExactlyInAnyOrderElementsOf(diff.removed());
    oldPages.removeAll(anew.pages.keySet());
    assertThat(replaced).isEqualTo(oldPages);
  }

  private static TreeDiff.Sink collector(
      Map<ItemKey, KeyedItem> gone, Map<ItemKey, KeyedItem> added, Set<Object> replaced) {
    return new TreeDiff.Sink() {
      @Override
      public void removed(KeyedItem item) {
        gone.put(item.key(), item);
      }

      @Override
      public void added(KeyedItem item) {
        added.put(item.key(), item);
      }

      @Override
      public void replaced(PageRef page) {
        replaced.add(page.hash());
      }
    };
  }

  @Example
  void changesThatDoNotFitAreNotApplied() throws StoreException {
    MadeItems pages = new MadeItems();
    List<KeyedItem> items = MadeItems.numbered(0, 200);
    PageRef root = pages.build(items);
    ItemKey stranger = MadeItems.numbered(500, 501).get(0).key();

    CatalogChanges gone = new CatalogChanges(List.of(stranger), List.of());
    CatalogChanges twice = new CatalogChanges(List.of(items.get(3).key()), List.of(items.get(3)));

    assertThat(TreeEdit.apply(pages, root, gone)).isEmpty();
    assertThat(TreeEdit.apply(pages, root, twice)).isEmpty();
  }

  @Example // The boundary between a leaf and a page with branches.
  void sixtyFourItemsAreALeafAndOneMoreAreNot() throws StoreException {
    MadeItems pages = new MadeItems();
    PageRef leaf = pages.build(MadeItems.numbered(0, 64));
    PageRef inner = pages.build(MadeItems.numbered(0, 65));
    assertThat(pages.load(leaf).isLeaf()).isTrue();
    assertThat(pages.load(inner).isLeaf()).isFalse();
    List<KeyedItem> last = MadeItems.numbered(64, 65);
    assertThat(TreeEdit.apply(pages, leaf, new CatalogChanges(List.of(), last)).get().root())
        .isEqualTo(inner);
    assertThat(
            TreeEdit.apply(pages, inner, new CatalogChanges(List.of(last.get(0).key()), List.of()))
                .get()
                .root())
        .isEqualTo(leaf);
  }

  @Example
  void emptyTreeHasOnePage() throws StoreException {
    MadeItems pages = new MadeItems();
    PageRef empty = pages.build(List.of());
    PageRef one = pages.build(MadeItems.numbered(0, 1));
    assertThat(empty.count()).isZero();
    ItemKey only = MadeItems.numbered(0, 1).get(0).key();
    assertThat(
            TreeEdit.apply(pages, one, new CatalogChanges(List.of(only), List.of())).get().root())
        .isEqualTo(empty);
  }
}
