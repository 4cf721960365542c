package io.scp2p.core.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Every range of pieces and every leaf can be proved, and nothing else can. */
class ShardTreePropertyTest {
  private static final int LOG = 12;

  @Property(tries = 200)
  void everyRangeOfPiecesIsProved(
      @ForAll @IntRange(min = 1, max = 90_000) int size, @ForAll int a, @ForAll int b) {
    byte[] shard = Keys.bytes(size, size);
    byte[] hash = Blake3.hash(shard);
    Bytes values = ShardTree.values(size, LOG, 0, shard);
    int pieces = (int) ShardTree.pieces(size, LOG);
    int from = Math.floorMod(a, pieces);
    int to = from + 1 + Math.floorMod(b, pieces - from);
    int at = from << LOG;
    int end = Math.min(size, to << LOG);
    long leaf = (long) from << (LOG - 10);
    Bytes data = Bytes.wrap(shard, at, end - at);
    Bytes proof =
        ShardTree.proof(
            size, leaf, leaf + ShardTree.leaves(end - at), ShardTree.ofPieces(values, LOG));

    assertThat(ShardTree.verify(hash, size, leaf, data, proof)).isTrue();

    byte[] wrong = data.toArray();
    wrong[Math.floorMod(a, wrong.length)] ^= 1;
    assertThat(ShardTree.verify(hash, size, leaf, Bytes.wrap(wrong), proof)).isFalse();
    if (from > 0) {
      assertThat(ShardTree.verify(hash, size, leaf - 4, data, proof)).isFalse();
    }
    if (!proof.isEmpty()) {
      assertThat(ShardTree.verify(hash, size, leaf, data, proof.slice(0, proof.size() - 32)))
          .isFalse();
    }
    byte[] more = Arrays.copyOf(proof.toArray(), proof.size() + 32);
    assertThat(ShardTree.verify(hash, size, leaf, data, Bytes.wrap(more))).isFalse();
  }

  @Property(tries = 200)
  void everyLeafIsProved(@ForAll @IntRange(min = 1, max = 60_000) int size, @ForAll int which) {
    byte[] shard = Keys.bytes(size, size);
    Bytes values = ShardTree.values(size, LOG, 0, shard);
    long leaf = Math.floorMod(which, (int) ShardTree.leaves(size));
    long piece = leaf >>> (LOG - 10);
    byte[] data =
        Arrays.copyOfRange(shard, (int) piece << LOG, Math.min(size, (int) (piece + 1) << LOG));
    Bytes proof =
        ShardTree.proof(size, leaf, leaf + 1, ShardTree.ofPiece(values, LOG, piece, data));
    int at = (int) leaf * 1_024;
    Bytes bytes = Bytes.wrap(shard, at, Math.min(1_024, size - at));
    assertThat(ShardTree.verify(Blake3.hash(shard), size, leaf, bytes, proof)).isTrue();
    assertThat(ShardTree.verify(Blake3.hash(new byte[1]), size, leaf, bytes, proof)).isFalse();
  }

  @Property(tries = 100)
  void theHashGrowsWithThePieces(
      @ForAll @IntRange(min = 1, max = 120_000) int size,
      @ForAll @IntRange(min = 1, max = 9) int by) {
    byte[] shard = Keys.bytes(size, size);
    ShardTree.Growing growing = new ShardTree.Growing();
    for (int piece = 0; piece << LOG < size; piece += by) {
      byte[] some = Arrays.copyOfRange(shard, piece << LOG, Math.min(size, (piece + by) << LOG));
      growing.add(ShardTree.values(size, LOG, piece, some));
    }
    assertThat(growing.root()).isEqualTo(Blake3.hash(shard));
    assertThat(growing.count()).isEqualTo(ShardTree.pieces(size, LOG));
  }

  @Example
  void nonsenseIsRefusedWithoutAnException() {
    byte[] hash = new byte[32];
    assertThat(ShardTree.verify(hash, 5_000, 0, Bytes.EMPTY, Bytes.EMPTY)).isFalse();
    assertThat(ShardTree.verify(hash, 5_000, 99, Bytes.wrap(new byte[8]), Bytes.EMPTY)).isFalse();
    assertThat(ShardTree.verify(hash, 5_000, -1, Bytes.wrap(new byte[8]), Bytes.EMPTY)).isFalse();
    assertThat(ShardTree.verify(hash, 5_000, 1, Bytes.wrap(new byte[8]), Bytes.EMPTY)).isFalse();
  }
}
