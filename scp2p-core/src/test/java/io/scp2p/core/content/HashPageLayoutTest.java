package io.scp2p.core.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of long lists of hashes, each of which is proved on its own. */
class HashPageLayoutTest {
  /** A list of hashes and what is made of it. */
  private static final class List {
    final HashPageLayout layout;
    final Bytes all;
    final Bytes hash;
    final Bytes values;

    List(int chunks) {
      byte[] bytes = new byte[chunks * 32];
      new Random(chunks).nextBytes(bytes);
      layout = new HashPageLayout(chunks);
      all = Bytes.wrap(bytes);
      hash = Bytes.wrap(Blake3.hash(bytes));
      byte[] made = new byte[layout.pages() * 32];
      for (int page = 0; page < layout.pages(); page++) {
        System.arraycopy(HashPageLayout.value(page, page(page)), 0, made, page * 32, 32);
      }
      values = Bytes.wrap(made);
    }

    Bytes page(int page) {
      return all.slice((int) layout.first(page) * 32, layout.count(page) * 32);
    }

    Bytes proof(int page) {
      return layout.proof(page, values);
    }
  }

  private static Bytes flipped(Bytes bytes, int at) {
    byte[] changed = bytes.toArray();
    changed[at] ^= 1;
    return Bytes.wrap(changed);
  }

  @ParameterizedTest
  @ValueSource(ints = {30_801, 32_768, 32_769, 40_991, 65_536, 90_000})
  void everyPageIsProvedOnItsOwn(int chunks) {
    List list = new List(chunks);
    int hashes = 0;
    for (int page = 0; page < list.layout.pages(); page++) {
      Bytes proof = list.proof(page);
      hashes += list.layout.count(page);
      assertThat(list.layout.verify(list.hash, page, list.page(page), proof)).isTrue();
      assertThat(proof.size()).isBetween(32, list.layout.maxProofBytes());
    }
    assertThat(hashes).isEqualTo(chunks);
    assertThat(list.layout.isPaged()).isTrue();
  }

  @Test
  void nothingElseIsBelieved() {
    List list = new List(32_769);
    Bytes page = list.page(2);
    Bytes proof = list.proof(2);
    HashPageLayout layout = list.layout;
    assertThat(layout.verify(list.hash, 2, page, proof)).isTrue();

    assertThat(layout.verify(list.hash, 1, page, proof)).as("another place").isFalse();
    assertThat(layout.verify(flipped(list.hash, 0), 2, page, proof)).as("another list").isFalse();
    assertThat(layout.verify(list.hash, 2, flipped(page, 9), proof)).as("wrong hash").isFalse();
    assertThat(layout.verify(list.hash, 2, page, flipped(proof, 40))).as("bad proof").isFalse();
    assertThat(layout.verify(list.hash, 2, page, proof.slice(32, proof.size() - 32))).isFalse();
    assertThat(layout.verify(list.hash, 2, page, Bytes.EMPTY)).isFalse();
    byte[] longer = new byte[proof.size() + 32];
    proof.copyTo(longer, 0);
    assertThat(layout.verify(list.hash, 2, page, Bytes.wrap(longer))).as("too long").isFalse();
    assertThat(layout.verify(list.hash, 2, page.slice(0, page.size() - 32), proof)).isFalse();
    assertThat(layout.verify(list.hash, 5, page, proof)).as("no such page").isFalse();
    assertThat(layout.verify(list.hash, -1, page, proof)).isFalse();
    assertThat(layout.verify(list.hash, 4, list.page(4), list.proof(4))).as("one hash").isTrue();
    assertThat(layout.verify(list.hash, 4, Bytes.EMPTY, list.proof(4))).isFalse();
  }

  @Test
  void shortListsAreNotCut() {
    assertThat(new HashPageLayout(HashPageLayout.MAX_WHOLE_LIST).isPaged()).isFalse();
    assertThat(new HashPageLayout(HashPageLayout.MAX_WHOLE_LIST + 1).isPaged()).isTrue();
    assertThat(new HashPageLayout(0).pages()).isZero();
    assertThatThrownBy(() -> new HashPageLayout(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLongestListHasShortProofs() {
    HashPageLayout longest = new HashPageLayout(HashPageLayout.MAX_CHUNKS);
    assertThat(longest.pages()).isEqualTo(1 << 19);
    assertThat(longest.maxProofBytes()).isEqualTo(19 * 32);
    assertThat(longest.first(longest.pages() - 1)).isEqualTo((1L << 32) - 8_192);
  }
}
