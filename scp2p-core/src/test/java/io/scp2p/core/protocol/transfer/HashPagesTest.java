package io.scp2p.core.protocol.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class HashPagesTest {
  private static final int WHOLE = HashPages.MAX_SINGLE_PAGE;
  private static final int PAGE = HashPages.PAGE_HASHES;

  @Test
  void aListThatAV1NodeSendsIsOnePage() {
    HashPages pages = new HashPages(WHOLE);
    assertThat(pages.count()).isEqualTo(1);
    assertThat(pages.pageOf(WHOLE - 1)).isZero();
    assertThat(pages.hashCount(0)).isEqualTo(WHOLE);
    assertThat(pages.coversWhole()).isTrue();
  }

  @Test
  void aLongerOneComesInPages() {
    HashPages pages = new HashPages(WHOLE + 1);
    assertThat(pages.count()).isEqualTo(WHOLE / PAGE + 1);
    assertThat(pages.pageOf(PAGE - 1)).isZero();
    assertThat(pages.pageOf(PAGE)).isEqualTo(1);
    assertThat(pages.firstChunk(1)).isEqualTo(PAGE);
    assertThat(pages.hashCount(pages.count() - 1)).isEqualTo((WHOLE + 1) % PAGE);
    assertThat(pages.coversWhole()).isFalse();
  }

  @Test
  void aSingleChunkNeedsNone() {
    assertThat(new HashPages(0).count()).isZero();
    assertThat(new HashPages(1).count()).isZero();
    assertThat(new HashPages(1).isKnown(0)).isTrue();
    assertThat(new HashPages(2).count()).isEqualTo(1);
    assertThat(new HashPages(2).isKnown(0)).isFalse();
  }

  @Test
  void pagesThatCannotBeAreNotTakenOver() {
    HashPages pages = new HashPages(2);
    BitSet told = new BitSet();
    told.set(0, 3);
    pages.addAll(told);
    assertThat(pages.isKnown(0)).isTrue();
    assertThat(pages.isKnown(1)).isFalse();
    assertThat(pages.isKnown(2)).isFalse();
    pages.remove(0);
    assertThat(pages.isKnown(0)).isFalse();
  }
}
