package io.scp2p.core.coding;

import java.nio.ByteBuffer;

/** A matrix over the field, ready to be applied to shards. Immutable. */
final class LinearMap {
  private static final int TILE_BYTES = TileKernels.ROW_LONGS * Long.BYTES;
  private static final TilePool TILES = new TilePool();

  private final TileProgram program;
  private final int inputs;
  private final int outputs;

  /** For the form of the matrix see {@link TileCompiler#compile}. */
  LinearMap(int inputs, int[][] matrix) {
    this.inputs = inputs;
    this.outputs = matrix.length;
    this.program = TileCompiler.compile(inputs, matrix);
  }

  /**
   * Computes the targets from the sources, byte by byte. Positions and limits stay as they are. A
   * target may be a source, but must not overlap one in any other way.
   *
   * @throws IllegalArgumentException if the numbers of buffers are not those of the matrix, the
   *     remaining lengths differ or a target is read-only
   */
  void apply(ByteBuffer[] sources, ByteBuffer[] targets) {
    requireCount("sources", sources.length, inputs);
    requireCount("targets", targets.length, outputs);
    int length = sources[0].remaining();
    ShardWindow[] in = windows(sources, length);
    ShardWindow[] out = windows(targets, length);
    for (ByteBuffer target : targets) {
      if (target.isReadOnly()) {
        throw new IllegalArgumentException("a shard to be written is read-only");
      }
    }
    if (outputs > 0) {
      apply(in, out, length);
    }
  }

  private void apply(ShardWindow[] in, ShardWindow[] out, int length) {
    long[][] tile = TILES.take(program.rowCount());
    for (int offset = 0; offset < length; offset += TILE_BYTES) {
      int bytes = Math.min(TILE_BYTES, length - offset);
      for (int i = 0; i < in.length; i++) {
        in[i].load(offset, bytes, tile[i]);
      }
      program.run(tile, (bytes + Long.BYTES - 1) / Long.BYTES);
      for (int i = 0; i < out.length; i++) {
        out[i].store(offset, bytes, tile[program.outputRow(i)]);
      }
    }
    TILES.give(tile);
  }

  private static ShardWindow[] windows(ByteBuffer[] shards, int length) {
    ShardWindow[] windows = new ShardWindow[shards.length];
    for (int i = 0; i < shards.length; i++) {
      windows[i] = new ShardWindow(shards[i]);
      if (windows[i].length() != length) {
        throw new IllegalArgumentException(
            "shards differ in length: " + length + " and " + windows[i].length() + " bytes");
      }
    }
    return windows;
  }

  private static void requireCount(String what, int actual, int expected) {
    if (actual != expected) {
      throw new IllegalArgumentException(actual + " " + what + " instead of " + expected);
    }
  }
}
