package io.scp2p.core.content;

import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.ChunkHashList;
import io.scp2p.core.wire.record.ShareItem;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The hashes of a file's chunks, end to end. Whoever holds one made by {@link #verified} knows that
 * a manifest vouches for every hash in it.
 */
public final class ChunkHashes {
  /** Bytes of one hash. */
  public static final int HASH_BYTES = Blake3.HASH_BYTES;

  private final Bytes hashes;

  private ChunkHashes(Bytes hashes) {
    this.hashes = hashes;
  }

  /**
   * Hashes that this node computed itself.
   *
   * @throws IllegalArgumentException if there is a part of a hash
   */
  public static ChunkHashes of(Bytes hashes) {
    if (hashes.size() % HASH_BYTES != 0) {
      throw new IllegalArgumentException(hashes.size() + " bytes are no list of hashes");
    }
    return new ChunkHashes(hashes);
  }

  /**
   * What a peer answered, if it is about the item's content, has as many hashes as the item has
   * chunks, and hashes to what the manifest says (section 12.1). The answer is copied, so that it
   * does not keep a frame alive.
   */
  public static Optional<ChunkHashes> verified(ShareItem item, ChunkHashList answer) {
    boolean good =
        answer.contentId().equals(item.contentId())
            && answer.count() == item.chunkCount()
            && listHash(answer.hashes()).equals(item.chunkListHash());
    return good ? Optional.of(new ChunkHashes(answer.hashes().detached())) : Optional.empty();
  }

  private static Bytes listHash(Bytes hashes) {
    return Bytes.wrap(Blake3.hash(hashes.toArray()));
  }

  /** How many chunks there are. */
  public int count() {
    return hashes.size() / HASH_BYTES;
  }

  /** The hash of the chunk at {@code index}. */
  public Bytes hash(int index) {
    return hashes.slice(index * HASH_BYTES, HASH_BYTES);
  }

  /** All hashes, end to end: the form in which they are stored and sent. */
  public Bytes joined() {
    return hashes;
  }

  /** The chunk list hash of section 1.2: BLAKE3 of all hashes, end to end. */
  public Bytes listHash() {
    return listHash(hashes);
  }

  /** Whether {@code data} is the chunk at {@code index}; bytes of any length may be asked about. */
  public boolean matches(int index, Bytes data) {
    if (data.size() > ChunkLayout.CHUNK_BYTES) {
      return false;
    }
    ByteBuffer in = data.buffer();
    byte[] actual = Blake3.chunkHash(in.array(), in.arrayOffset() + in.position(), in.remaining());
    return Bytes.wrap(actual).equals(hash(index));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChunkHashes that && hashes.equals(that.hashes);
  }

  @Override
  public int hashCode() {
    return hashes.hashCode();
  }

  @Override
  public String toString() {
    return "ChunkHashes[" + count() + "]";
  }
}
