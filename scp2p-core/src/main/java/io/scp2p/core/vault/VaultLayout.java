package io.scp2p.core.vault;

import io.scp2p.core.wire.vault.VaultLimits;

/**
 * How a file is cut (section V5). Segment j of the plain file is sealed, padded with zeros to a
 * multiple of k and cut into k pieces; piece j of every shard belongs to segment j. All pieces have
 * {@code 1 << pieceLog} bytes but the last ones, so that a piece is a subtree of the shard's hash
 * tree and can be verified alone.
 *
 * @param plainBytes size of the file
 * @param dataShards k
 * @param parityShards m
 * @param pieceLog binary logarithm of the size of a piece
 */
public record VaultLayout(long plainBytes, int dataShards, int parityShards, int pieceLog) {
  /** What sealing adds to a segment. */
  public static final int TAG_BYTES = 16;

  /** Pieces of each shard that travel together: half a MiB at most. */
  public static final int RUN_PIECES = 8;

  private static final int MAX_PIECE_LOG = 16;
  private static final int MAX_SEGMENT_BYTES = 512 * 1024;

  /** Of what a stranger names: later versions may cut larger ones, but not any size. */
  private static final int MAX_FOREIGN_SEGMENT_BYTES = 2 * MAX_SEGMENT_BYTES;

  /** The largest file: a shard must have a wire form. */
  public static final long MAX_PLAIN_BYTES = VaultLimits.MAX_SHARD_BYTES / 2;

  /** Refuses what cannot be laid out. */
  public VaultLayout {
    if (plainBytes < 0 || plainBytes > MAX_PLAIN_BYTES) {
      throw new IllegalArgumentException("a file of " + plainBytes + " bytes");
    }
    boolean code =
        dataShards >= 1
            && dataShards <= VaultLimits.MAX_DATA_SHARDS
            && parityShards >= 0
            && parityShards <= VaultLimits.MAX_PARITY_SHARDS;
    if (!code) {
      throw new IllegalArgumentException("no code " + dataShards + "+" + parityShards);
    }
    if (pieceLog < VaultLimits.MIN_PIECE_LOG || pieceLog > VaultLimits.MAX_PIECE_LOG) {
      throw new IllegalArgumentException("no piece has 2^" + pieceLog + " bytes");
    }
  }

  /** The layout this version gives to new files: segments of at most half a MiB. */
  public static VaultLayout of(long plainBytes, int dataShards, int parityShards) {
    int log = MAX_PIECE_LOG;
    while (log > VaultLimits.MIN_PIECE_LOG && ((long) dataShards << log) > MAX_SEGMENT_BYTES) {
      log--;
    }
    return new VaultLayout(plainBytes, dataShards, parityShards, log);
  }

  /**
   * A layout of which only the shards matter: for whoever rebuilds one and knows no more.
   *
   * @throws IllegalArgumentException if no file has shards of this size
   */
  public static VaultLayout ofShards(long shardBytes, int k, int m, int pieceLog) {
    long before = shardBytes <= 0 ? 0 : (shardBytes - 1) >>> pieceLog;
    long last = (shardBytes - (before << pieceLog)) * k - TAG_BYTES;
    VaultLayout layout =
        new VaultLayout(
            before * (((long) k << pieceLog) - TAG_BYTES) + Math.max(0, last), k, m, pieceLog);
    if (last < 0 || layout.shardBytes() != shardBytes) {
      throw new IllegalArgumentException("no shard has " + shardBytes + " bytes");
    }
    return layout;
  }

  /** Whether a segment takes little enough memory to be worked at on the word of a stranger. */
  public boolean isModest() {
    return ((long) dataShards << pieceLog) <= MAX_FOREIGN_SEGMENT_BYTES;
  }

  /** The same file with more or less parity. */
  public VaultLayout withParity(int shards) {
    return new VaultLayout(plainBytes, dataShards, shards, pieceLog);
  }

  /** k + m. */
  public int totalShards() {
    return dataShards + parityShards;
  }

  /** Plain bytes of all segments but the last. */
  public int segmentBytes() {
    return (dataShards << pieceLog) - TAG_BYTES;
  }

  /** How many segments, and pieces of each shard; one for an empty file. */
  public int segments() {
    return (int) Math.max(1, (plainBytes + segmentBytes() - 1) / segmentBytes());
  }

  /** Plain bytes of a segment. */
  public int plainBytes(int segment) {
    return (int) Math.min(segmentBytes(), plainBytes - (long) segment * segmentBytes());
  }

  /** Bytes of a segment's pieces. */
  public int pieceBytes(int segment) {
    return (plainBytes(segment) + TAG_BYTES + dataShards - 1) / dataShards;
  }

  /** Bytes of every shard. */
  public long shardBytes() {
    int last = segments() - 1;
    return ((long) last << pieceLog) + pieceBytes(last);
  }

  /** How many runs a shard has. */
  public int runs() {
    return (segments() + RUN_PIECES - 1) / RUN_PIECES;
  }

  /** The first segment of a run. */
  public int firstSegment(int run) {
    return run * RUN_PIECES;
  }

  /** The first segment after a run. */
  public int endSegment(int run) {
    return Math.min(segments(), (run + 1) * RUN_PIECES);
  }

  /** Bytes of a run in each shard. */
  public int runBytes(int run) {
    int last = endSegment(run) - 1;
    return ((last - firstSegment(run)) << pieceLog) + pieceBytes(last);
  }

  /** Where the plain bytes of a run begin. */
  public long plainOffset(int run) {
    return (long) firstSegment(run) * segmentBytes();
  }

  /** Plain bytes of a run. */
  public int runPlainBytes(int run) {
    int last = endSegment(run) - 1;
    return (last - firstSegment(run)) * segmentBytes() + plainBytes(last);
  }
}
