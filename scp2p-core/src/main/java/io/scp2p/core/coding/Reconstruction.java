package io.scp2p.core.coding;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * How to compute certain missing shards from those that are there; made once for a pattern of
 * losses by {@link ReedSolomon#reconstruction} and applied to as many pieces as needed. Immutable.
 */
public final class Reconstruction {
  private final int totalShards;
  private final int[] sources;
  private final int[] targets;
  private final LinearMap map;

  private Reconstruction(int totalShards, int[] sources, int[] targets, LinearMap map) {
    this.totalShards = totalShards;
    this.sources = sources;
    this.targets = targets;
    this.map = map;
  }

  /** Plans for a valid code and valid shard numbers; wanted shards are not present. */
  static Reconstruction plan(int dataShards, int parityShards, BitSet present, BitSet wanted)
      throws TooFewShardsException {
    if (present.cardinality() < dataShards) {
      throw new TooFewShardsException(present.cardinality(), dataShards);
    }
    int total = dataShards + parityShards;
    BitSet missing = new BitSet(dataShards);
    missing.set(0, dataShards);
    missing.andNot(present);
    // The lowest parity rows are the cheapest.
    int[] parityRows =
        present.stream()
            .skip(dataShards - missing.cardinality())
            .map(i -> i - dataShards)
            .limit(missing.cardinality())
            .toArray();
    ErasureSolver solver =
        new ErasureSolver(
            present.get(0, dataShards).stream().toArray(), missing.stream().toArray(), parityRows);
    int[] sources = new int[dataShards];
    System.arraycopy(solver.presentData(), 0, sources, 0, solver.presentData().length);
    for (int r = 0; r < parityRows.length; r++) {
      sources[solver.presentData().length + r] = dataShards + parityRows[r];
    }
    int[] targets = wanted.stream().toArray();
    LinearMap map = new LinearMap(dataShards, matrix(dataShards, solver, targets));
    return new Reconstruction(total, sources, targets, map);
  }

  private static int[][] matrix(int dataShards, ErasureSolver solver, int[] targets) {
    int wantedData = (int) Arrays.stream(targets).filter(shard -> shard < dataShards).count();
    boolean allDataKnown = wantedData == solver.missingData().length;
    int[][] matrix = new int[targets.length][];
    for (int o = 0; o < targets.length; o++) {
      int shard = targets[o];
      if (shard >= dataShards) {
        matrix[o] =
            allDataKnown
                ? encodingRow(solver, shard - dataShards)
                : solver.parityRow(shard - dataShards);
      } else if (allDataKnown && o == wantedData - 1 && o > 0 && solver.parityRows()[0] == 0) {
        matrix[o] = remainderRow(solver);
      } else {
        matrix[o] = solver.missingDataRow(Arrays.binarySearch(solver.missingData(), shard));
      }
    }
    return matrix;
  }

  /** All data is there or among the outputs before this one, so parity is simply encoded. */
  private static int[] encodingRow(ErasureSolver solver, int parity) {
    int[] row = new int[solver.inputCount() + solver.missingData().length];
    for (int j = 0; j < solver.presentData().length; j++) {
      row[j] = CodingMatrix.coefficient(parity, solver.presentData()[j]);
    }
    for (int l = 0; l < solver.missingData().length; l++) {
      row[solver.inputCount() + l] = CodingMatrix.coefficient(parity, solver.missingData()[l]);
    }
    return row;
  }

  /**
   * Parity 0 is the sum of all data, so the last missing data shard is what remains of it after
   * adding the other data, present or just recovered: eight times cheaper than a general row.
   */
  private static int[] remainderRow(ErasureSolver solver) {
    int[] row = new int[solver.inputCount() + solver.missingData().length - 1];
    Arrays.fill(row, 1);
    int firstParity = solver.presentData().length;
    Arrays.fill(row, firstParity + 1, solver.inputCount(), 0);
    return row;
  }

  /** Returns the numbers of the k shards that are read, ascending. The others may be absent. */
  int[] sources() {
    return sources.clone();
  }

  /**
   * Writes the target shards. Positions and limits stay as they are; no target may overlap another
   * shard.
   *
   * @param shards all shards of the code by number; those that are neither source nor target are
   *     not looked at
   * @throws IllegalArgumentException if the number of shards is wrong, a source or target is null,
   *     their remaining lengths differ or a target is read-only
   */
  public void apply(@Nullable ByteBuffer[] shards) {
    if (shards.length != totalShards) {
      throw new IllegalArgumentException(shards.length + " shards instead of " + totalShards);
    }
    map.apply(select(shards, sources), select(shards, targets));
  }

  private static ByteBuffer[] select(@Nullable ByteBuffer[] shards, int[] numbers) {
    ByteBuffer[] selected = new ByteBuffer[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      ByteBuffer shard = shards[numbers[i]];
      if (shard == null) {
        throw new IllegalArgumentException("shard " + numbers[i] + " is needed and null");
      }
      selected[i] = shard;
    }
    return selected;
  }
}
