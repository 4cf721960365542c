package io.scp2p.core.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardRepairTest {
  @ParameterizedTest(name = "{0}+{1}")
  @CsvSource({"1, 1", "4, 2", "4, 4", "5, 3", "3, 5"})
  void everyShardIsRebuiltFromAnyKOthers(int k, int m) {
    ReedSolomon code = ReedSolomon.of(k, m);
    byte[][] all = Shards.encoded(k, m, 21, k);
    for (int pattern = 0; pattern < 1 << (k + m); pattern++) {
      int[] helpers = BitSet.valueOf(new long[] {pattern}).stream().toArray();
      for (int lost = 0; helpers.length == k && lost < k + m; lost++) {
        if ((pattern >> lost & 1) == 0) {
          ShardRepair repair = code.repair(lost, helpers);
          assertThat(pieceByPiece(repair, all)).isEqualTo(all[lost]);
          assertThat(atOnce(repair, all)).isEqualTo(all[lost]);
          assertThat(byTheCoefficients(repair, all)).isEqualTo(all[lost]);
        }
      }
    }
  }

  @Test
  void piecesMayArriveInAnyOrderAndSize() {
    byte[][] all = Shards.encoded(4, 2, 9_001, 1);
    ShardRepair repair = ReedSolomon.of(4, 2).repair(1, 5, 0, 2, 4);
    byte[] rebuilt = new byte[9_001];
    int[][] arrivals = {
      {5, 0, 5_000}, {0, 8_999, 2}, {2, 0, 9_001}, {5, 5_000, 4_001}, {4, 0, 9_001}, {0, 0, 8_999}
    };
    for (int[] arrival : arrivals) {
      repair.accumulate(
          arrival[0],
          ByteBuffer.wrap(all[arrival[0]], arrival[1], arrival[2]),
          ByteBuffer.wrap(rebuilt, arrival[1], arrival[2]));
    }
    assertThat(rebuilt).isEqualTo(all[1]);
    assertThat(repair.helpers()).containsExactly(0, 2, 4, 5);
    assertThat(repair.lost()).isEqualTo(1);
  }

  @Test
  void withAllOtherDataAndTheFirstParityARepairOnlyAdds() {
    ShardRepair repair = ReedSolomon.of(4, 2).repair(2, 0, 1, 3, 4);
    for (int helper : repair.helpers()) {
      assertThat(repair.coefficient(helper)).isEqualTo(1);
    }
  }

  @Test
  void helpersMustBeKDifferentOtherShardsOfTheCode() {
    ReedSolomon code = ReedSolomon.of(4, 2);
    assertThatIllegalArgumentException().isThrownBy(() -> code.repair(0, 1, 2, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> code.repair(0, 1, 2, 3, 4, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> code.repair(0, 1, 2, 3, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> code.repair(0, 0, 1, 2, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> code.repair(0, 1, 2, 3, 6));
    assertThatIllegalArgumentException().isThrownBy(() -> code.repair(0, -1, 1, 2, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> code.repair(6, 0, 1, 2, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> code.repair(-1, 0, 1, 2, 3));
  }

  @Test
  void aStrangerOrAPieceOfAnotherLengthIsRefused() {
    ShardRepair repair = ReedSolomon.of(4, 2).repair(0, 1, 2, 3, 4);
    ByteBuffer eight = ByteBuffer.allocate(8);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> repair.accumulate(5, eight, ByteBuffer.allocate(8)));
    assertThatIllegalArgumentException().isThrownBy(() -> repair.coefficient(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> repair.accumulate(1, eight, ByteBuffer.allocate(9)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> repair.rebuild(new ByteBuffer[] {eight, eight, eight}, eight));
  }

  private static byte[] pieceByPiece(ShardRepair repair, byte[][] all) {
    byte[] rebuilt = new byte[all[0].length];
    int[] helpers = repair.helpers();
    for (int i = helpers.length - 1; i >= 0; i--) {
      repair.accumulate(helpers[i], ByteBuffer.wrap(all[helpers[i]]), ByteBuffer.wrap(rebuilt));
    }
    return rebuilt;
  }

  private static byte[] atOnce(ShardRepair repair, byte[][] all) {
    byte[] rebuilt = new byte[all[0].length];
    int[] helpers = repair.helpers();
    ByteBuffer[] pieces = new ByteBuffer[helpers.length];
    for (int i = 0; i < helpers.length; i++) {
      pieces[i] = ByteBuffer.wrap(all[helpers[i]]);
    }
    repair.rebuild(pieces, ByteBuffer.wrap(rebuilt));
    return rebuilt;
  }

  private static byte[] byTheCoefficients(ShardRepair repair, byte[][] all) {
    byte[] rebuilt = new byte[all[0].length];
    for (int helper : repair.helpers()) {
      for (int i = 0; i < rebuilt.length; i++) {
        rebuilt[i] ^=
            (byte) TableReedSolomon.multiply(repair.coefficient(helper), all[helper][i] & 0xff);
      }
    }
    return rebuilt;
  }
}
