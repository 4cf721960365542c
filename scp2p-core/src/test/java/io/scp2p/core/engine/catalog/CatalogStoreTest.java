package io.scp2p.core.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.share.ShareVersion;
import io.scp2p.api.spi.SearchScope;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.catalog.ManifestSeal;
import io.scp2p.core.protocol.dht.DhtKeys;
import io.scp2p.core.protocol.dht.DhtValues;
import io.scp2p.core.protocol.dht.DhtVerdict;
import io.scp2p.core.protocol.sync.Publisher;
import io.scp2p.core.protocol.sync.Publisher.Signed;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.ShareItem;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CatalogStoreTest {
  private static final long MAX_ITEMS = 30_000;
  private final Publisher publisher = new Publisher(1);
  private final ShareId share = publisher.share();
  private int inPlaceItems = CatalogStore.IN_PLACE_ITEMS;
  private TestStore store = new TestStore();
  private final TestIndex index = new TestIndex();
  private CatalogStore catalog = catalog();

  private CatalogStore catalog() {
    return new CatalogStore(store, new CatalogIndex(index), 3, MAX_ITEMS, inPlaceItems);
  }

  private void restart() {
    store = store.reopened();
    index.crash();
    catalog = catalog();
  }

  private Adopted adopt(Signed version) throws StoreException {
    return catalog.adopt(
        CatalogVersion.of(version.verifiedHead(), version.verifiedManifest()),
        ItemSource.of(version.manifest().body().items()),
        false);
  }

  /** A version without a v1 manifest, as a paged catalog has. */
  private Adopted adopt(long seq, ItemSource items) throws StoreException {
    Signed names = publisher.version(seq);
    return catalog.adopt(
        new CatalogVersion(
            share,
            seq,
            ManifestSeal.id(names.manifest()),
            Publisher.CREATED,
            null,
            "title",
            null,
            null,
            null),
        items,
        false);
  }

  private static Iterator<ShareItem> many(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> String.format("f%06d", i))
        .map(Publisher::item)
        .iterator();
  }

  private List<ShareItem> items() throws StoreException {
    List<ShareItem> all = new ArrayList<>();
    Bytes next = null;
    do {
      ItemPage page = catalog.items(share, next, 7);
      all.addAll(page.items());
      next = page.next();
    } while (next != null);
    return all;
  }

  private List<String> names() throws StoreException {
    return items().stream().map(ShareItem::name).toList();
  }

  private Set<String> expectedDocuments() throws StoreException {
    Set<String> names = new TreeSet<>();
    for (ShareItem item : items()) {
      names.add(share + "/" + item.path() + "/" + item.contentId());
    }
    return names;
  }

  @Test
  void adoptedVersionIsTheNewestAndItsItemsComeByPath() throws Exception {
    Adopted adopted = adopt(publisher.version(3, "c", "a", "b", "i", "h", "g", "f", "e", "d"));

    assertThat(adopted.changed()).isTrue();
    assertThat(adopted.indexed()).isTrue();
    assertThat(adopted.newest().sequence()).isEqualTo(3);
    assertThat(adopted.newest().itemCount()).isEqualTo(9);
    assertThat(adopted.newest().totalBytes()).isEqualTo(9);
    assertThat(catalog.newest(share)).contains(adopted.newest());
    assertThat(names()).containsExactly("a", "b", "c", "d", "e", "f", "g", "h", "i");
    assertThat(index.names()).isEqualTo(expectedDocuments());
  }

  @Test
  void everythingIsThereAfterARestart() throws Exception {
    ShareVersion newest = adopt(publisher.version(3, "a", "b")).newest();

    restart();

    assertThat(catalog.newest(share)).contains(newest);
    assertThat(names()).containsExactly("a", "b");
    assertThat(catalog.shares()).containsExactly(new CatalogStore.Entry(share, newest, false));
  }

  @Test
  void numbersNeverGoBack() throws Exception {
    adopt(publisher.version(3, "a"));

    assertThat(adopt(publisher.version(2, "old")).changed()).isFalse();
    assertThat(adopt(publisher.version(3, "other")).changed()).isFalse();
    assertThat(names()).containsExactly("a");
    assertThat(adopt(publisher.version(-1L, "unsigned")).changed()).isTrue();
  }

  @Test
  void onlySoManyVersionsAreKept() throws Exception {
    List<Signed> versions = new ArrayList<>();
    for (int seq = 1; seq <= 5; seq++) {
      versions.add(publisher.version(seq, "a" + seq));
      adopt(versions.get(seq - 1));
    }

    assertThat(catalog.history(share))
        .extracting(ShareVersion::sequence)
        .containsExactly(5L, 4L, 3L);
    assertThat(store.rows(Keys.VERSIONS)).isEqualTo(3);
    assertThat(store.rows(Keys.MANIFESTS)).isEqualTo(3);
    assertThat(store.rows(Keys.ITEMS)).isEqualTo(1);
    assertThat(store.rows(Keys.CONTENTS)).isEqualTo(1);
    assertThat(catalog.manifest(ManifestSeal.id(versions.get(0).manifest()))).isEmpty();
  }

  @Test
  void smallVersionIsOneBatchAndOnlyWhatChangedIsIndexed() throws Exception {
    adopt(publisher.version(1, "a", "b", "c"));
    store.writes = 0;
    index.upserted = 0;

    adopt(publisher.version(2, "b", "c", "d"));

    assertThat(store.writes).as("the batch, and the mark").isEqualTo(2);
    assertThat(index.upserted).isEqualTo(1);
    assertThat(index.names()).isEqualTo(expectedDocuments());
    assertThat(names()).containsExactly("b", "c", "d");
  }

  @Test
  void indexThatCannotRemoveSingleDocumentsIsRightAllTheSame() throws Exception {
    index.deletes = false;
    adopt(publisher.version(1, "a", "b", "c"));

    adopt(publisher.version(2, "b", "d"));

    assertThat(index.names()).isEqualTo(expectedDocuments());
  }

  @Test
  void newTitleReachesEveryDocument() throws Exception {
    adopt(publisher.version(1, "a", "b"));

    adopt(publisher.version(2, null, "renamed", List.of(Publisher.item("a"), Publisher.item("b"))));

    assertThat(index.documents()).hasSize(2).allMatch(doc -> "renamed".equals(doc.title()));
  }

  @Test
  void contentIsFoundWhereverItStandsNow() throws Exception {
    ShareItem twin = Publisher.item("twin", Publisher.content("a"), 1);
    adopt(publisher.version(1, null, "t", List.of(Publisher.item("a"), twin)));
    Publisher other = new Publisher(2);
    adopt(other.version(1, "a"));

    assertThat(catalog.find(share, Publisher.content("a"))).isPresent();
    assertThat(catalog.find(other.share(), Publisher.content("a"))).isPresent();

    adopt(publisher.version(2, "b"));

    assertThat(catalog.find(share, Publisher.content("a"))).isEmpty();
    assertThat(catalog.find(other.share(), Publisher.content("a"))).isPresent();
  }

  @Test
  void bigVersionNeverSitsInOneBatchAndIsReplacedWhole() throws Exception {
    assertThat(adopt(1, new ItemSource.All(many(0, 12_000))).newest().itemCount())
        .isEqualTo(12_000);
    index.upserted = 0;

    Adopted adopted = adopt(2, new ItemSource.All(many(1_000, 14_000)));

    assertThat(adopted.newest().itemCount()).isEqualTo(13_000);
    assertThat(index.upserted).isEqualTo(2_000);
    assertThat(index.names()).hasSize(13_000);
    assertThat(store.rows(Keys.ITEMS)).isEqualTo(13_000);
    assertThat(store.rows(Keys.CONTENTS)).isEqualTo(13_000);
    assertThat(store.rows(Keys.GARBAGE)).isZero();
    assertThat(catalog.find(share, Publisher.content("f000999"))).isEmpty();
    assertThat(catalog.find(share, Publisher.content("f013999"))).isPresent();
  }

  @Test
  void changesToABigVersionTouchNothingElse() throws Exception {
    adopt(1, new ItemSource.All(many(0, 12_000)));
    store.writes = 0;
    index.upserted = 0;
    ItemSource changes =
        new ItemSource.Changes(
            1, List.of(Publisher.item("f000005")), List.of(Publisher.item("new")));

    Adopted adopted = adopt(2, changes);

    assertThat(adopted.newest().itemCount()).isEqualTo(12_000);
    assertThat(store.writes).isEqualTo(2);
    assertThat(index.upserted).isEqualTo(1);
    assertThat(catalog.find(share, Publisher.content("f000005"))).isEmpty();
    assertThat(catalog.find(share, Publisher.content("new"))).isPresent();
  }

  @Test
  void changesToAnotherVersionAreRefused() throws Exception {
    adopt(1, new ItemSource.All(many(0, 10)));

    assertThatThrownBy(() -> adopt(3, new ItemSource.Changes(2, List.of(), List.of())))
        .isInstanceOfSatisfying(
            Scp2pException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SUPERSEDED));
    assertThat(catalog.newest(share).orElseThrow().sequence()).isEqualTo(1);
  }

  @Test
  void moreItemsThanAllowedAreRefused() throws Exception {
    adopt(publisher.version(1, "a"));

    assertThatThrownBy(() -> adopt(2, new ItemSource.All(many(0, (int) MAX_ITEMS + 1))))
        .isInstanceOfSatisfying(
            Scp2pException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_ITEMS));

    assertThat(names()).containsExactly("a");
    catalog.mend((shares, total, items) -> {});
    assertThat(store.rows(Keys.ITEMS)).isEqualTo(1);
  }

  @Test
  void longPathsAndEqualBeginningsStayApart() throws Exception {
    String longName = "x".repeat(5_000);
    adopt(
        publisher.version(
            1,
            null,
            "t",
            List.of(
                Publisher.item(longName + "1"),
                Publisher.item(longName + "2"),
                Publisher.item("a", Publisher.content("1"), 1),
                Publisher.item("a", Publisher.content("2"), 1))));

    assertThat(items()).hasSize(4);
  }

  @Test
  void whatIsServedBelongsUnderItsKey() throws Exception {
    Signed version = publisher.version(3, "a");
    adopt(version);

    for (DhtKey key :
        List.of(DhtKeys.shareHead(share), DhtKeys.manifest(ManifestSeal.id(version.manifest())))) {
      Bytes value = catalog.value(key).orElseThrow();
      assertThat(DhtValues.validate(key, value)).isInstanceOf(DhtVerdict.Accepted.class);
    }
    assertThat(Manifest.decode(catalog.manifest(ManifestSeal.id(version.manifest())).orElseThrow()))
        .isEqualTo(version.manifest());
    assertThat(catalog.value(DhtKeys.shareHead(new Publisher(2).share()))).isEmpty();
  }

  @Test
  void laterHeadOfTheSameVersionIsServedFromThenOn() throws Exception {
    Signed version = publisher.version(3, "a");
    adopt(version);
    var later =
        io.scp2p.core.catalog.HeadSeal.announcing(
            version.manifest(), Publisher.CREATED + 60, publisher.key);

    catalog.refresh(new Signed(later, version.manifest()).verifiedHead());
    catalog.refresh(version.verifiedHead());

    assertThat(catalog.head(share)).contains(later);
  }

  @Test
  void removedShareLeavesNothingBehind() throws Exception {
    adopt(publisher.version(1, "a"));
    adopt(publisher.version(2, "b"));

    catalog.remove(share);
    catalog.remove(share);

    assertThat(catalog.newest(share)).isEmpty();
    assertThat(index.names()).isEmpty();
    for (var table :
        List.of(
            Keys.SHARES,
            Keys.VERSIONS,
            Keys.MANIFESTS,
            Keys.HEADS,
            Keys.VALUES,
            Keys.ITEMS,
            Keys.CONTENTS,
            Keys.DIRTY,
            Keys.GARBAGE)) {
      assertThat(store.rows(table)).as(table.name()).isZero();
    }
  }

  @Test
  void ownShareStaysOwnWhenItIsFollowed() throws Exception {
    Signed version = publisher.version(1, "a");
    adopt(version);
    catalog.adopt(
        CatalogVersion.of(version.verifiedHead(), version.verifiedManifest()),
        ItemSource.of(List.of()),
        true);
    adopt(publisher.version(2, "a"));
    assertThat(catalog.isOwn(share)).isTrue();

    catalog.disown(share);

    assertThat(catalog.isOwn(share)).isFalse();
  }

  @Test
  void damagedIndexIsNoticedAndMadeAnew() throws Exception {
    for (int i = 1; i <= 3; i++) {
      adopt(new Publisher(i).version(1, "a", "b"));
    }
    Set<String> before = index.names();
    boolean[] told = {false};
    catalog.index().onDamage(() -> told[0] = true);
    index.corrupt = true;

    assertThatThrownBy(
            () -> catalog.index().query(SearchQuery.text("a"), new SearchScope(Map.of(), Set.of())))
        .isInstanceOf(StoreException.class);
    assertThat(told[0]).isTrue();
    Adopted adopted = adopt(new Publisher(4).version(1, "c"));
    assertThat(adopted.changed()).isTrue();
    assertThat(adopted.indexed()).isFalse();

    List<Long> done = new ArrayList<>();
    catalog.mend((shares, total, items) -> done.add(shares * 100 + total));

    assertThat(index.resets).isEqualTo(1);
    assertThat(index.names()).containsAll(before).hasSize(before.size() + 1);
    assertThat(done).contains(4L, 404L);
    assertThat(store.rows(Keys.DIRTY)).isZero();
  }

  @Test
  void lostIndexIsMadeAnew() throws Exception {
    adopt(publisher.version(1, "a", "b"));
    index.reset();

    restart();
    catalog.mend((shares, total, items) -> {});

    assertThat(index.names()).isEqualTo(expectedDocuments());
  }

  @Test
  void versionThatTheIndexMissedIsIndexedAfterTheStart() throws Exception {
    adopt(publisher.version(1, "a", "b"));
    index.failing = true;
    assertThat(adopt(publisher.version(2, "b", "c")).indexed()).isFalse();
    index.failing = false;

    restart();
    catalog.mend((shares, total, items) -> {});

    assertThat(index.names()).isEqualTo(expectedDocuments());
    assertThat(index.resets).isZero();
  }

  @Test
  void shareThatTheIndexStillHasIsRemovedAfterTheStart() throws Exception {
    adopt(publisher.version(1, "a", "b"));
    adopt(new Publisher(2).version(1, "c"));
    index.failing = true;
    catalog.remove(share);
    index.failing = false;

    restart();
    catalog.mend((shares, total, items) -> {});

    assertThat(index.names()).hasSize(1);
  }

  @Test
  void wholeIndexIsNotMadeAnewWithoutNeed() throws Exception {
    adopt(publisher.version(1, "a", "b"));
    index.upserted = 0;

    restart();
    catalog.mend((shares, total, items) -> {});

    assertThat(index.upserted).isZero();
  }

  @Test
  void crashAtAnyWriteLeavesOneVersionWholeAndTheIndexIsMended() throws Exception {
    crashEverywhere(
        () -> adopt(publisher.version(1, "a", "b", "c")),
        () -> adopt(publisher.version(2, "b", "d")),
        3,
        2);
  }

  @Test
  void crashAtAnyWriteOfABigVersion() throws Exception {
    inPlaceItems = 100;
    crashEverywhere(
        () -> adopt(1, new ItemSource.All(many(0, 20))),
        () -> adopt(2, new ItemSource.All(many(10, 2_500))),
        20,
        2_490);
  }

  @FunctionalInterface
  private interface Step {
    Adopted run() throws StoreException;
  }

  private void crashEverywhere(Step first, Step second, int firstItems, int secondItems)
      throws Exception {
    boolean crashed = true;
    int seenOld = 0;
    int seenNew = 0;
    for (int writes = 0; crashed; writes++) {
      store = new TestStore();
      index.reset();
      catalog = catalog();
      first.run();
      store.crashAfter(writes);
      boolean acknowledged = false;
      try {
        acknowledged = second.run().indexed();
      } catch (StoreException crash) {
        assertThat(store.isCrashed()).isTrue();
      }
      crashed = store.isCrashed();
      restart();

      boolean isNew = catalog.newest(share).orElseThrow().sequence() == 2;
      assertThat(isNew || !acknowledged).as("acknowledged, then lost").isTrue();
      assertThat(catalog.newest(share).orElseThrow().itemCount())
          .isEqualTo(isNew ? secondItems : firstItems);
      catalog.mend((shares, total, items) -> {});
      assertThat(items()).hasSize(isNew ? secondItems : firstItems);
      assertThat(index.names()).isEqualTo(expectedDocuments());
      assertThat(store.rows(Keys.ITEMS)).as("garbage").isEqualTo(items().size());
      assertThat(store.rows(Keys.CONTENTS)).as("garbage").isEqualTo(items().size());
      seenOld += isNew ? 0 : 1;
      seenNew += isNew ? 1 : 0;
    }
    assertThat(seenOld).isPositive();
    assertThat(seenNew).isGreaterThan(1);
  }
}
