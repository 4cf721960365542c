package io.scp2p.core.wire.message;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.cbor.ListReader;

/**
 * 503: answers 502 (specification section 12.1). The hashes are held end to end, which is also what
 * the chunk list hash is computed over.
 *
 * @param contentId of which content
 * @param hashes {@value #HASH_BYTES} bytes per chunk, in order
 */
public record ChunkHashList(ContentId contentId, Bytes hashes) implements Response {
  /** Bytes of one chunk hash. */
  public static final int HASH_BYTES = 32;

  /** The least a hash takes, as a byte string or as integers below 24. */
  private static final int MIN_ENCODED_BYTES = HASH_BYTES + 2;

  /** What a hash takes as integers when every byte needs two. */
  private static final int MAX_ENCODED_BYTES = 2 * HASH_BYTES + 2;

  /** The content id and both heads, rounded up. */
  private static final int AROUND_BYTES = 64;

  /** More hashes do not fit into a payload in any form (section 12.6). */
  public static final int MAX_COUNT = (WireLimits.PAYLOAD_BYTES - AROUND_BYTES) / MIN_ENCODED_BYTES;

  /** Up to here they always fit as integers, the reference's own form. */
  static final int MAX_COUNT_AS_INTEGERS =
      (WireLimits.PAYLOAD_BYTES - AROUND_BYTES) / MAX_ENCODED_BYTES;

  /** Refuses part of a hash. */
  public ChunkHashList {
    if (hashes.size() % HASH_BYTES != 0) {
      throw new IllegalArgumentException(hashes.size() + " bytes are no list of hashes");
    }
  }

  static ChunkHashList read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(2);
    ContentId contentId = null;
    Bytes hashes = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> contentId = ContentId.of(in.byteString(ContentId.LENGTH));
        default -> hashes = readHashes(in);
      }
    }
    return new ChunkHashList(fields.need(0, contentId), fields.need(1, hashes));
  }

  private static Bytes readHashes(CborReader in) throws WireException {
    ListReader elements = in.list();
    byte[] hashes = new byte[elements.atMost(MIN_ENCODED_BYTES) * HASH_BYTES];
    int filled = 0;
    while (elements.next()) {
      if (filled == hashes.length) {
        throw in.reject(Reason.TRUNCATED, "input ends inside an item", in.offset());
      }
      in.fixed(hashes, filled, HASH_BYTES);
      filled += HASH_BYTES;
    }
    return Bytes.wrap(hashes, 0, filled);
  }

  /** How many chunks there are. */
  public int count() {
    return hashes.size() / HASH_BYTES;
  }

  /** The hash of the chunk at {@code index}. */
  public Bytes hash(int index) {
    return hashes.slice(index * HASH_BYTES, HASH_BYTES);
  }

  @Override
  public int type() {
    return MessageType.CHUNK_HASH_LIST.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(2);
    out.key(0);
    out.bytes(contentId);
    out.key(1);
    out.array(count());
    for (int i = 0; i < count(); i++) {
      if (count() > MAX_COUNT_AS_INTEGERS) {
        // The reference reads both, and a long list fits in this form only.
        out.bytes(hash(i));
      } else {
        // Integers even here, in an integer-keyed message, unless the compact form is asked for.
        out.fixed(hash(i));
      }
    }
  }

  @Override
  public int sizeHintBytes() {
    return AROUND_BYTES
        + (count() > MAX_COUNT_AS_INTEGERS ? MIN_ENCODED_BYTES : MAX_ENCODED_BYTES) * count();
  }
}
