package io.scp2p.core.wire.vault;

/** Bounds of docs/vault-protocol.md section V1. */
public final class VaultLimits {
  /** Name of the feature in the hello (extension X1). */
  public static final String FEATURE = "vault";

  /** Its version. */
  public static final int VERSION = 1;

  /** Identifier of a shard, drawn from the file key. */
  public static final int SHARD_ID_BYTES = 32;

  /** Hash of a shard, and a vertex of its tree. */
  public static final int HASH_BYTES = 32;

  /** Nonce of a signed order. */
  public static final int NONCE_BYTES = 32;

  /** What a holder gives out so that only the owner appends to an open shard. */
  public static final int TICKET_BYTES = 16;

  /** Names a device in the catalog of its owner. */
  public static final int SLOT_BYTES = 8;

  /** Smallest piece: one leaf of the hash tree. */
  public static final int MIN_PIECE_LOG = 10;

  /** Largest piece: one group of the hash tree. */
  public static final int MAX_PIECE_LOG = 18;

  /** Data of one message: half of what an envelope may carry. */
  public static final int MAX_DATA_BYTES = 512 * 1024;

  /** Shards without parity of the largest code. */
  public static final int MAX_DATA_SHARDS = 64;

  /** Parity of the largest code. */
  public static final int MAX_PARITY_SHARDS = 32;

  /** Shards named by one order. */
  public static final int MAX_SHARDS_PER_ORDER = 256;

  /** Vertices in one proof; two for each level of a tree over 2^40 bytes are fewer. */
  public static final int MAX_PROOF_VALUES = 128;

  /** Pages of one catalog. */
  public static final int CATALOG_PAGES = 64;

  /** Devices of one owner. */
  public static final int MAX_SLOTS = 8;

  /** One sealed page of a catalog. */
  public static final int MAX_PAGE_BYTES = 512 * 1024;

  /** An operator's label, in UTF-8. */
  public static final int MAX_LABEL_BYTES = 64;

  /** The largest shard that has a wire form. */
  public static final long MAX_SHARD_BYTES = 1L << 40;

  private VaultLimits() {}
}
