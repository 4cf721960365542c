package io.scp2p.core.protocol.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.catalog.pages.KeyedItem;
import io.scp2p.core.catalog.pages.MadeItems;
import io.scp2p.core.catalog.pages.Page;
import io.scp2p.core.catalog.pages.PageRef;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PagesCheckTest {
  private static final CatalogFinding LIE = new CatalogFinding.Wrong(ErrorCode.PROTOCOL_VIOLATION);

  private final MadeItems tree = new MadeItems();
  private final PageRef root = tree.build(MadeItems.numbered(0, 1_000));
  private final List<Page> pages = tree.all().subList(0, 3);
  private final List<PageRef> wanted = pages.stream().map(Page::ref).toList();

  private static Pages answer(List<Page> given) {
    return new Pages(given.stream().map(Page::encoded).toList());
  }

  private static void assertTaken(CatalogFinding finding, List<PageRef> refs, boolean gone) {
    assertThat(finding).isInstanceOf(CatalogFinding.Some.class);
    CatalogFinding.Some some = (CatalogFinding.Some) finding;
    assertThat(some.pages()).extracting(Page::ref).isEqualTo(refs);
    assertThat(some.gone()).isEqualTo(gone);
  }

  @Test
  void whatWasAskedForIsTaken() {
    assertTaken(PagesCheck.examine(wanted, answer(pages)), wanted, false);
  }

  @Test
  void fromAPageThatIsGoneTheRestIsGone() {
    Pages answer = new Pages(List.of(pages.get(0).encoded(), Bytes.EMPTY, pages.get(2).encoded()));

    assertTaken(PagesCheck.examine(wanted, answer), wanted.subList(0, 1), true);
  }

  @Test
  void noneMoreOrOthersThanAskedForAreALie() {
    assertThat(PagesCheck.examine(wanted, new Pages(List.of()))).isEqualTo(LIE);
    assertThat(PagesCheck.examine(wanted, answer(tree.all().subList(0, 4)))).isEqualTo(LIE);
    assertThat(PagesCheck.examine(wanted, answer(List.of(pages.get(1))))).isEqualTo(LIE);
  }

  /** Page by page a peer could keep an attempt going for ever. */
  @Test
  void fewerPagesThanThereIsRoomForAreALie() {
    assertThat(PagesCheck.examine(wanted, answer(pages.subList(0, 2)))).isEqualTo(LIE);

    List<KeyedItem> wide = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      wide.add(KeyedItem.of(MadeItems.item("f".repeat(1_000) + "/" + i, 0)));
    }
    MadeItems large = new MadeItems();
    large.build(wide);
    List<Page> all = large.all();
    int fits = 0;
    int bytes = 0;
    while (bytes < Pages.ROOM_BYTES) {
      bytes += all.get(fits++).encoded().size();
    }
    List<PageRef> refs = all.stream().map(Page::ref).toList();
    assertThat(all).hasSizeGreaterThan(fits);

    List<Page> enough = all.subList(0, fits);
    assertTaken(PagesCheck.examine(refs, answer(enough)), refs.subList(0, fits), false);
    assertThat(PagesCheck.examine(refs, answer(all.subList(0, fits - 1)))).isEqualTo(LIE);
  }

  @Test
  void aPageThatIsNoneIsTheDoingOfWhoNamedIt() {
    Bytes noise = Bytes.parse("ff");
    PageRef named = new PageRef(Bytes.EMPTY, 1, Bytes.wrap(Blake3.hash(noise.toArray())));

    assertThat(PagesCheck.examine(List.of(named), new Pages(List.of(noise))))
        .isEqualTo(new CatalogFinding.Unusable(ErrorCode.MANIFEST_INVALID));
  }

  @Test
  void aPageForAnotherPlaceIsTheDoingOfWhoNamedIt() {
    PageRef elsewhere = new PageRef(root.prefix(), 7, wanted.get(0).hash());

    assertThat(PagesCheck.examine(List.of(elsewhere), answer(pages.subList(0, 1))))
        .isEqualTo(new CatalogFinding.Unusable(ErrorCode.MANIFEST_INVALID));
  }
}
