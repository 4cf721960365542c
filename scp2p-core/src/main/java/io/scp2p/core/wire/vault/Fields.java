package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.ListReader;
import java.util.ArrayList;
import java.util.List;

/** Field forms that several messages share. */
final class Fields {
  static final int SIGNATURE_BYTES = 64;

  /** Stands for a signature that is still to be made. */
  static final Bytes NO_SIGNATURE = Bytes.wrap(new byte[SIGNATURE_BYTES]);

  /** A shard id with its head, encoded. */
  private static final int ENCODED_SHARD_BYTES = VaultLimits.SHARD_ID_BYTES + 2;

  private Fields() {}

  /** An unsigned integer below 2^63. */
  static long positive(CborReader in) throws WireException {
    return upTo(in, Long.MAX_VALUE);
  }

  static long upTo(CborReader in, long max) throws WireException {
    int at = in.offset();
    long value = in.u64();
    if (value < 0 || value > max) {
      throw in.reject(Reason.OUT_OF_RANGE, "number out of range", at);
    }
    return value;
  }

  static int pieceLog(CborReader in) throws WireException {
    int at = in.offset();
    int value = in.u8();
    if (value < VaultLimits.MIN_PIECE_LOG || value > VaultLimits.MAX_PIECE_LOG) {
      throw in.reject(Reason.OUT_OF_RANGE, "piece size out of range", at);
    }
    return value;
  }

  /** A byte string of 1 to {@code max} bytes, perhaps a window. */
  static Bytes data(CborReader in, int max) throws WireException {
    int at = in.offset();
    Bytes data = in.byteString();
    if (data.isEmpty() || data.size() > max) {
      throw in.reject(Reason.WRONG_LENGTH, "data of impossible size", at);
    }
    return data;
  }

  /** Vertices of a hash tree end to end. */
  static Bytes proof(CborReader in) throws WireException {
    int at = in.offset();
    Bytes proof = in.byteString();
    if (!isProof(proof)) {
      throw in.reject(Reason.WRONG_LENGTH, "proof of impossible size", at);
    }
    return proof.detached();
  }

  static boolean isProof(Bytes proof) {
    return proof.size() % VaultLimits.HASH_BYTES == 0
        && proof.size() <= VaultLimits.MAX_PROOF_VALUES * VaultLimits.HASH_BYTES;
  }

  static void requireProof(Bytes proof) {
    if (!isProof(proof)) {
      throw new IllegalArgumentException("no proof has " + proof.size() + " bytes");
    }
  }

  static void requireData(Bytes data, int max, String what) {
    if (data.isEmpty() || data.size() > max) {
      throw new IllegalArgumentException("no " + what + " has " + data.size() + " bytes");
    }
  }

  static void requirePieceLog(int pieceLog) {
    if (pieceLog < VaultLimits.MIN_PIECE_LOG || pieceLog > VaultLimits.MAX_PIECE_LOG) {
      throw new IllegalArgumentException("no piece has 2^" + pieceLog + " bytes");
    }
  }

  static Bytes shard(CborReader in) throws WireException {
    return Bytes.wrap(in.byteString(VaultLimits.SHARD_ID_BYTES));
  }

  static List<Bytes> shards(CborReader in) throws WireException {
    int at = in.offset();
    ListReader elements = in.list();
    if (elements.atMost(ENCODED_SHARD_BYTES) > VaultLimits.MAX_SHARDS_PER_ORDER) {
      throw in.reject(Reason.TOO_LARGE, "too many shards in one order", at);
    }
    List<Bytes> shards = new ArrayList<>();
    while (elements.next()) {
      shards.add(shard(in));
      if (shards.size() > VaultLimits.MAX_SHARDS_PER_ORDER) {
        throw in.reject(Reason.TOO_LARGE, "too many shards in one order", at);
      }
    }
    return shards;
  }

  static void writeShards(CborWriter out, List<Bytes> shards) {
    out.array(shards.size());
    shards.forEach(out::bytes);
  }

  static List<Bytes> checkedShards(List<Bytes> shards) {
    if (shards.size() > VaultLimits.MAX_SHARDS_PER_ORDER) {
      throw new IllegalArgumentException(shards.size() + " shards in one order");
    }
    shards.forEach(shard -> shard.requireSize(VaultLimits.SHARD_ID_BYTES, "shard id"));
    return List.copyOf(shards);
  }
}
