package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HolderBookTest {
  private static final long NOW = 1_767_225_600L;

  private final HolderBook book = new HolderBook(NodeConfig.defaults().vault());

  private static NodeKey node(int number) {
    return NodeKey.of(ByteBuffer.allocate(NodeKey.LENGTH).putInt(number).array());
  }

  private void crowd() {
    for (int i = 1; i <= 2 * HolderBook.MAX_HOLDERS; i++) {
      book.online(node(i), null, NOW);
      book.offline(node(i), NOW);
    }
  }

  @Test
  void crowdOfStrangersIsForgottenAgain() {
    crowd();
    assertThat(book.all()).hasSizeLessThanOrEqualTo(HolderBook.MAX_HOLDERS);
  }

  @Test
  void crowdThatStaysIsNotRememberedBeyondTheBound() {
    NodeKey holder = node(-1);
    book.holding(Set.of(holder), NOW);
    for (int i = 1; i <= 2 * HolderBook.MAX_HOLDERS; i++) {
      book.online(node(i), null, NOW);
    }
    assertThat(book.all()).hasSize(HolderBook.MAX_HOLDERS);
    assertThat(book.isOnline(node(1))).isTrue();
    assertThat(book.record(node(2 * HolderBook.MAX_HOLDERS), NOW)).isNotNull();
    assertThat(book.all()).hasSize(HolderBook.MAX_HOLDERS);
  }

  @Test
  void crowdForgetsNobodyWhoHoldsShards() {
    NodeKey holder = node(-1);
    book.online(holder, null, NOW);
    book.holding(Set.of(holder), NOW);
    book.offline(holder, NOW);
    crowd();
    long later = NOW + 86_400;
    assertThat(book.record(holder, later).awaySeconds(later)).isEqualTo(86_400);
  }

  @Test
  void theOldestProofsAreForgotten() {
    for (int i = 0; i <= HolderBook.MAX_PROVEN; i++) {
      book.proven(Bytes.wrap(ByteBuffer.allocate(4).putInt(i).array()), i);
    }
    assertThat(book.provenAt(Bytes.wrap(new byte[4]))).isNull();
    assertThat(book.provenAt(Bytes.wrap(new byte[] {0, 0, 0, 1}))).isEqualTo(1L);
  }
}
