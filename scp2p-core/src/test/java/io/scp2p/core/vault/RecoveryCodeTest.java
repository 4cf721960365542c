package io.scp2p.core.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.wire.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryCodeTest {
  private static final SigningKey OWNER = SigningKey.generate(Keys.entropy(42));

  private static boolean recovers(List<List<String>> phrases) {
    return RecoveryCode.recover(phrases)
        .map(key -> key.nodeKey().equals(OWNER.nodeKey()))
        .orElse(false);
  }

  @Test
  void thePhraseBringsTheKeyBack() {
    List<String> words = RecoveryCode.words(OWNER);
    assertThat(words).hasSize(24);
    assertThat(recovers(List.of(words))).isTrue();
    assertThat(recovers(List.of(words.stream().map(w -> " " + w.toUpperCase()).toList()))).isTrue();
  }

  @Test
  void aWrongWordIsNoticed() {
    List<String> words = RecoveryCode.words(OWNER);
    int accepted = 0;
    for (int place = 0; place < 24; place++) {
      for (int other = 0; other < 40; other++) {
        List<String> typed = new ArrayList<>(words);
        typed.set(place, WordCode.list().get(other * 51));
        if (!typed.equals(words) && RecoveryCode.recover(List.of(typed)).isPresent()) {
          accepted++;
        }
      }
    }
    // Eight bits of checksum let one in 256 of 960 pass.
    assertThat(accepted).isLessThan(15);
    List<String> unknown = new ArrayList<>(words);
    unknown.set(3, "hello");
    assertThat(RecoveryCode.recover(List.of(unknown))).isEmpty();
    assertThat(RecoveryCode.recover(List.of(words.subList(0, 23)))).isEmpty();
    assertThat(RecoveryCode.recover(List.of())).isEmpty();
  }

  @Test
  void everyThreeOfFivePartsBringTheKeyBackAndNoTwo() {
    List<List<String>> parts = RecoveryCode.split(OWNER, 3, 5, Keys.entropy(1));
    assertThat(parts).hasSize(5).allSatisfy(part -> assertThat(part).hasSize(26));
    for (int a = 0; a < 5; a++) {
      for (int b = 0; b < 5; b++) {
        assertThat(RecoveryCode.recover(List.of(parts.get(a), parts.get(b)))).isEmpty();
        for (int c = 0; c < 5; c++) {
          boolean different = a != b && b != c && a != c;
          assertThat(recovers(List.of(parts.get(a), parts.get(b), parts.get(c))))
              .isEqualTo(different);
        }
      }
    }
    assertThat(recovers(parts)).isTrue();
  }

  @Test
  void partsOfDifferentSetsDoNotMix() {
    List<List<String>> one = RecoveryCode.split(OWNER, 2, 3, Keys.entropy(1));
    List<List<String>> other = RecoveryCode.split(OWNER, 2, 3, Keys.entropy(2));
    assertThat(RecoveryCode.recover(List.of(one.get(0), other.get(1)))).isEmpty();
    assertThatThrownBy(() -> RecoveryCode.split(OWNER, 4, 3, Keys.entropy(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void twoPartsOfThreeFitEverySecret() {
    byte[] secret = {42};
    byte[][] shares = SecretSharing.split(secret, 3, 5, Keys.entropy(7));
    HashSet<Integer> possible = new HashSet<>();
    for (int guess = 0; guess < 256; guess++) {
      byte[][] three = {shares[0], shares[1], {(byte) guess}};
      possible.add((int) SecretSharing.join(new int[] {1, 2, 3}, three)[0]);
    }
    assertThat(possible).hasSize(256);
    for (int a = 1; a < 256; a++) {
      assertThat(SecretSharing.multiply(a, SecretSharing.inverse(a))).isEqualTo(1);
    }
  }

  @Test
  void theListHas2048WordsInOrderThatDifferInTheSight() {
    List<String> words = WordCode.list();
    assertThat(words).hasSize(2_048).isSorted().doesNotHaveDuplicates();
    assertThat(words).allSatisfy(word -> assertThat(word).matches("[a-z]{4}"));
  }

  @Test
  void aLinkCarriesAllThatIsNeededToRead() {
    FileKey key = Keys.fileKey(4);
    ReadCapability capability =
        ReadCapability.of(
            key,
            VaultLayout.of(12_345, 4, 2),
            List.of(
                new ReadCapability.Source(
                    5, 1, NodeKey.of(new byte[32]), Bytes.wrap(Keys.bytes(1, 32)))));
    String link = capability.link();
    assertThat(link).startsWith("scp2p://v/" + Keys.file(4).hex() + "#");
    assertThat(ReadCapability.parse(link)).contains(capability);
    assertThat(ReadCapability.parse(link.substring(0, link.length() - 3))).isEmpty();
    assertThat(ReadCapability.parse("scp2p://v/zz#")).isEmpty();
    assertThat(ReadCapability.parse(link.replace('#', '/'))).isEmpty();
  }
}
