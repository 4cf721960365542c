package io.scp2p.core.vault;

import io.scp2p.core.coding.Reconstruction;
import io.scp2p.core.coding.ReedSolomon;
import io.scp2p.core.coding.TooFewShardsException;
import io.scp2p.core.crypto.AuthenticationException;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * From plain bytes to shards and back, one run at a time (section V5). Holds two runs in memory at
 * most. Everything here is slow: it belongs on an executor, not on the loop. Thread-safe.
 */
public final class RunCoder {
  private final VaultLayout layout;
  private final ReedSolomon code;

  /** A coder for files of this layout. */
  public RunCoder(VaultLayout layout) {
    this.layout = layout;
    this.code = ReedSolomon.of(layout.dataShards(), layout.parityShards());
  }

  /** Seals and codes the plain bytes of a run. */
  public CodedRun encode(FileKey key, int run, byte[] plain) {
    if (plain.length != layout.runPlainBytes(run)) {
      throw new IllegalArgumentException(plain.length + " bytes are not run " + run);
    }
    int k = layout.dataShards();
    byte[][] shards = new byte[layout.totalShards()][layout.runBytes(run)];
    byte[] sealed = new byte[k << layout.pieceLog()];
    int first = layout.firstSegment(run);
    try (Segments.Sealing sealing = new Segments.Sealing(key)) {
      for (int segment = first; segment < layout.endSegment(run); segment++) {
        int length = layout.plainBytes(segment);
        int piece = layout.pieceBytes(segment);
        boolean last = segment == layout.segments() - 1;
        sealing.seal(
            segment, last, plain, (segment - first) * layout.segmentBytes(), length, sealed);
        // What is behind the tag is padding; it may hold an earlier segment.
        java.util.Arrays.fill(sealed, length + VaultLayout.TAG_BYTES, k * piece, (byte) 0);
        for (int shard = 0; shard < k; shard++) {
          System.arraycopy(
              sealed, shard * piece, shards[shard], (segment - first) << layout.pieceLog(), piece);
        }
      }
    }
    code.encode(slice(shards, 0, k), slice(shards, k, shards.length));
    Bytes[] values = new Bytes[shards.length];
    for (int shard = 0; shard < shards.length; shard++) {
      values[shard] =
          ShardTree.values(layout.shardBytes(), layout.pieceLog(), first, shards[shard]);
    }
    return new CodedRun(run, shards, values);
  }

  /**
   * The plain bytes of a run from the same run of any k shards, which the caller has verified.
   *
   * @param shards by number; null where there is none
   */
  public byte[] decode(FileKey key, int run, byte[] @Nullable [] shards)
      throws TooFewShardsException, AuthenticationException {
    int k = layout.dataShards();
    byte[][] data = rebuild(run, shards, dataWanted(shards));
    byte[] plain = new byte[layout.runPlainBytes(run)];
    byte[] sealed = new byte[k << layout.pieceLog()];
    int first = layout.firstSegment(run);
    try (Segments.Opening opening = new Segments.Opening(key)) {
      for (int segment = first; segment < layout.endSegment(run); segment++) {
        int piece = layout.pieceBytes(segment);
        for (int shard = 0; shard < k; shard++) {
          byte[] from = shards[shard] == null ? data[shard] : shards[shard];
          System.arraycopy(
              from, (segment - first) << layout.pieceLog(), sealed, shard * piece, piece);
        }
        opening.open(
            segment,
            segment == layout.segments() - 1,
            sealed,
            layout.plainBytes(segment) + VaultLayout.TAG_BYTES,
            plain,
            (segment - first) * layout.segmentBytes());
      }
    }
    return plain;
  }

  private BitSet dataWanted(byte[] @Nullable [] shards) {
    BitSet wanted = new BitSet();
    for (int shard = 0; shard < layout.dataShards(); shard++) {
      wanted.set(shard, shards[shard] == null);
    }
    return wanted;
  }

  /**
   * Rebuilds shards of a run from any k others. Needs no key: whoever helps learns nothing.
   *
   * @param wanted numbers of shards, none of them present
   * @return by number; null where nothing was wanted
   */
  public byte[][] rebuild(int run, byte[] @Nullable [] shards, BitSet wanted)
      throws TooFewShardsException {
    BitSet present = new BitSet();
    ByteBuffer[] buffers = new ByteBuffer[layout.totalShards()];
    byte[][] rebuilt = new byte[layout.totalShards()][];
    for (int shard = 0; shard < layout.totalShards(); shard++) {
      if (shards[shard] != null) {
        present.set(shard);
        buffers[shard] = ByteBuffer.wrap(shards[shard]);
      } else if (wanted.get(shard)) {
        rebuilt[shard] = new byte[layout.runBytes(run)];
        buffers[shard] = ByteBuffer.wrap(rebuilt[shard]);
      }
    }
    if (!wanted.isEmpty()) {
      Reconstruction plan = code.reconstruction(present, wanted);
      plan.apply(buffers);
    }
    return rebuilt;
  }

  private static byte[][] slice(byte[][] shards, int from, int to) {
    return java.util.Arrays.copyOfRange(shards, from, to);
  }
}
