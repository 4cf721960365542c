package io.scp2p.core.coding;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How to rebuild one lost shard from any k others; made by {@link ReedSolomon#repair}. Immutable.
 *
 * <p>The lost shard is the sum over its helpers of a coefficient times the helper's shard. So a
 * machine that rebuilds it never needs all of them at hand: it starts from zeros and adds pieces in
 * the order in which they happen to arrive, each with {@link #accumulate}.
 */
public final class ShardRepair {
  private final int lost;
  private final int[] helpers;
  private final int[] coefficients;
  private final LinearMap whole;
  private final LinearMap[] single;

  private ShardRepair(int lost, int[] helpers, int[] coefficients) {
    this.lost = lost;
    this.helpers = helpers;
    this.coefficients = coefficients;
    this.whole = new LinearMap(helpers.length, new int[][] {coefficients});
    this.single = new LinearMap[helpers.length];
    for (int i = 0; i < helpers.length; i++) {
      single[i] = new LinearMap(2, new int[][] {{coefficients[i], 1}});
    }
  }

  /** Plans for k valid and different helpers, ascending, of which none is the lost shard. */
  static ShardRepair plan(int dataShards, int lost, int[] helpers) {
    int[] presentData = Arrays.stream(helpers).filter(i -> i < dataShards).toArray();
    int[] parityRows =
        Arrays.stream(helpers).filter(i -> i >= dataShards).map(i -> i - dataShards).toArray();
    int[] missingData = new int[parityRows.length];
    int missing = 0;
    for (int shard = 0; shard < dataShards; shard++) {
      if (Arrays.binarySearch(presentData, shard) < 0) {
        missingData[missing++] = shard;
      }
    }
    ErasureSolver solver = new ErasureSolver(presentData, missingData, parityRows);
    int[] coefficients =
        lost < dataShards
            ? solver.missingDataRow(Arrays.binarySearch(missingData, lost))
            : solver.parityRow(lost - dataShards);
    return new ShardRepair(lost, helpers, coefficients);
  }

  /** Returns the number of the shard that is rebuilt. */
  public int lost() {
    return lost;
  }

  /** Returns the numbers of the k shards that it is rebuilt from, ascending. */
  public int[] helpers() {
    return helpers.clone();
  }

  /** Returns what a helper's shard is multiplied by, 1 to 255. */
  public int coefficient(int helper) {
    return coefficients[position(helper)];
  }

  /**
   * Adds a helper's part to what will be the lost shard: {@code accumulator ^= coefficient *
   * piece}. Piece and accumulator are the same range of their shards; before the first helper the
   * accumulator is all zeros. The order of the helpers does not matter. Positions and limits stay
   * as they are.
   *
   * @throws IllegalArgumentException if the shard is no helper, the remaining lengths differ or the
   *     accumulator is read-only
   */
  public void accumulate(int helper, ByteBuffer piece, ByteBuffer accumulator) {
    ByteBuffer[] target = {accumulator};
    single[position(helper)].apply(new ByteBuffer[] {piece, accumulator}, target);
  }

  /**
   * Rebuilds a range of the lost shard from the same range of all helpers, given in the order of
   * {@link #helpers()}. Positions and limits stay as they are.
   *
   * @throws IllegalArgumentException if there are not k pieces, the remaining lengths differ or the
   *     target is read-only
   */
  public void rebuild(ByteBuffer[] pieces, ByteBuffer target) {
    whole.apply(pieces, new ByteBuffer[] {target});
  }

  private int position(int helper) {
    int position = Arrays.binarySearch(helpers, helper);
    if (position < 0) {
      throw new IllegalArgumentException("shard " + helper + " is no helper");
    }
    return position;
  }
}
