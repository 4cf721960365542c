package io.scp2p.core.coding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TilePoolTest {
  private final TilePool pool = new TilePool();

  @Test
  void aTileComesBackIfItIsLargeEnough() {
    long[][] tile = pool.take(6);
    pool.give(tile);
    assertThat(pool.take(4)).isSameAs(tile);
  }

  @Test
  void aTileThatIsTooSmallIsReplaced() {
    pool.give(pool.take(6));
    assertThat(pool.take(7)).hasDimensions(7, TilePool.ALLOCATED_ROW_LONGS);
  }

  @Test
  void aTileIsHandedOutOnce() {
    pool.give(pool.take(6));
    assertThat(pool.take(6)).isNotSameAs(pool.take(6));
  }

  @Test
  void noMoreTilesAreKeptThanThereAreSlots() {
    Set<long[][]> given = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < TilePool.SLOTS + 5; i++) {
      long[][] tile = new long[1][TilePool.ALLOCATED_ROW_LONGS];
      given.add(tile);
      pool.give(tile);
    }
    int kept = 0;
    for (int i = 0; i < TilePool.SLOTS + 5; i++) {
      kept += given.contains(pool.take(1)) ? 1 : 0;
    }
    assertThat(kept).isEqualTo(TilePool.SLOTS);
  }

  @Test
  void rowsKeepTheirAlignmentWithoutSharingCacheSets() {
    int rowBytes = 16 + TilePool.ALLOCATED_ROW_LONGS * Long.BYTES;
    assertThat(rowBytes % 64).isZero();
    assertThat(Integer.bitCount(rowBytes)).isGreaterThan(1);
  }
}
