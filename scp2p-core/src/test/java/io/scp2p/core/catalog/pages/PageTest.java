package io.scp2p.core.catalog.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.record.ShareItem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a publisher without scruples might call a page. */
class PageTest {
  private static final Bytes HASH = Bytes.wrap(new byte[32]);

  private static Bytes page(int kind, Bytes prefix, Consumer<CborWriter> body) {
    CborWriter out = new CborWriter(IdForm.COMPACT, 512);
    out.array(3);
    out.uint(kind);
    out.bytes(prefix);
    body.accept(out);
    return out.toBytes().detached();
  }

  private static Bytes leaf(List<KeyedItem> items) {
    return page(
        0,
        Bytes.EMPTY,
        out -> {
          out.array(items.size());
          items.forEach(item -> out.raw(item.encoded()));
        });
  }

  private static Bytes inner(Bytes prefix, long... counts) {
    return page(
        1,
        prefix,
        out -> {
          out.array(counts.length);
          for (long count : counts) {
            if (count < 0) {
              out.nil();
            } else {
              out.array(2);
              out.uint(count);
              out.bytes(HASH);
            }
          }
        });
  }

  private static long[] branches(long first) {
    long[] counts = new long[16];
    java.util.Arrays.fill(counts, -1);
    counts[0] = first;
    return counts;
  }

  private static void refused(Bytes encoded) {
    assertThatThrownBy(() -> Page.decode(encoded)).isInstanceOf(WireException.class);
  }

  private static List<KeyedItem> sorted(int count) {
    List<KeyedItem> items = new ArrayList<>(MadeItems.numbered(0, count));
    items.sort((a, b) -> a.key().compareTo(b.key()));
    return items;
  }

  @Test
  void whatWasWrittenIsRead() throws WireException {
    Page page = Page.leaf(Bytes.EMPTY, sorted(64));
    assertThat(Page.decode(page.encoded()).items()).isEqualTo(page.items());
    assertThat(Page.decode(page.encoded()).ref()).isEqualTo(page.ref());
    assertThat(Page.decode(leaf(sorted(64))).ref()).isEqualTo(page.ref());
    assertThat(Page.decode(inner(Bytes.EMPTY, branches(65))).ref().count()).isEqualTo(65);
  }

  @Test
  void itemsOutOfOrderOrTwiceAreRefused() {
    List<KeyedItem> swapped = sorted(10);
    Collections.swap(swapped, 3, 4);
    refused(leaf(swapped));
    List<KeyedItem> twice = sorted(10);
    twice.add(5, twice.get(5));
    refused(leaf(twice));
  }

  @Test
  void itemsOfAnotherPageAreRefused() {
    KeyedItem item = sorted(1).get(0);
    byte other = (byte) ((item.key().nibble(0) + 1) % 16);
    refused(
        page(
            0,
            Bytes.wrap(new byte[] {other}),
            out -> {
              out.array(1);
              out.raw(item.encoded());
            }));
  }

  @Test
  void leafOfTooManyAndBranchesOfTooFewAreRefused() {
    refused(leaf(sorted(65)));
    refused(inner(Bytes.EMPTY, branches(64)));
    refused(inner(Bytes.EMPTY, branches(0)));
    refused(page(0, Bytes.wrap(new byte[1]), out -> out.array(0)));
  }

  @Test
  void countsThatOverflowAreRefused() {
    long[] counts = branches(Long.MAX_VALUE);
    counts[1] = 1;
    refused(inner(Bytes.EMPTY, counts));
    refused(inner(Bytes.EMPTY, new long[15]));
    refused(inner(Bytes.EMPTY, new long[17]));
  }

  @Test
  void depthIsBounded() throws WireException {
    assertThat(Page.decode(inner(Bytes.wrap(new byte[15]), branches(65))).isLeaf()).isFalse();
    refused(inner(Bytes.wrap(new byte[16]), branches(65)));
    refused(inner(Bytes.wrap(new byte[17]), branches(65)));
    refused(inner(Bytes.wrap(new byte[] {16}), branches(65)));
  }

  @Test
  void itemsAndPagesThatAreTooLargeAreRefused() {
    String tag = "t".repeat(9_000);
    ShareItem plain = MadeItems.item("a", 0);
    KeyedItem large =
        KeyedItem.of(
            new ShareItem(
                plain.contentId(),
                plain.size(),
                plain.name(),
                plain.path(),
                plain.mime(),
                List.of(tag),
                plain.chunkCount(),
                plain.chunkListHash()));
    assertThat(large.fits()).isFalse();
    refused(leaf(List.of(large)));
    refused(Bytes.wrap(new byte[PageLimits.MAX_PAGE_BYTES + 1]));
  }

  @Test
  void otherFormsOfTheSamePageAreRefused() {
    KeyedItem item = sorted(1).get(0);
    ShareItem plain = item.item();
    CborWriter named = new CborWriter(IdForm.COMPACT, 256);
    named.array(8);
    named.bytes(plain.contentId());
    named.uint(plain.size());
    named.text("folder/file0");
    named.text(plain.name()); // Follows from the path.
    named.textOrNull(plain.mime());
    named.array(0);
    named.nil();
    named.bytes(plain.chunkListHash());
    Bytes form = named.toBytes().detached();
    refused(
        page(
            0,
            Bytes.EMPTY,
            out -> {
              out.array(1);
              out.raw(form);
            }));
    byte[] trailing = java.util.Arrays.copyOf(leaf(List.of(item)).toArray(), 400);
    refused(Bytes.wrap(trailing));
  }

  @Test
  void smallFileTakesLittle() {
    ShareItem text = MadeItems.item("documents/letters/2024/letter-to-anna.txt", 0);
    byte[] content = text.contentId().bytes();
    ShareItem small =
        new ShareItem(
            text.contentId(),
            4_000,
            text.name(),
            text.path(),
            "text/plain",
            List.of(),
            1,
            Bytes.wrap(io.scp2p.core.crypto.blake3.Blake3.hash(content)));
    assertThat(KeyedItem.of(small).encoded().size()).isLessThan(100);
  }
}
