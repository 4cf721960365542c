package io.scp2p.core.wire.message;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * 612, answer (extension X5.3).
 *
 * @param hashes of the page's chunks, end to end: 1 to {@value #MAX_HASHES}
 * @param proof that they belong to the chunk list hash; at most {@value #MAX_PROOF} vertices
 */
public record HashPage(Bytes hashes, Bytes proof) implements ExtensionResponse {
  /** Hashes of a page. */
  public static final int MAX_HASHES = 8_192;

  /** Levels of the tree above the pages of the longest list there can be. */
  public static final int MAX_PROOF = 20;

  private static final int HASH_BYTES = 32;
  private static final FieldNames NAMES = FieldNames.of("hashes", "proof");

  /** Refuses what no receiver would take. */
  public HashPage {
    if (hashes.isEmpty() || !fits(hashes, MAX_HASHES) || !fits(proof, MAX_PROOF)) {
      throw new IllegalArgumentException("no page of hashes: " + hashes.size() + " bytes");
    }
  }

  private static boolean fits(Bytes values, int max) {
    return values.size() % HASH_BYTES == 0 && values.size() <= max * HASH_BYTES;
  }

  /** Reads a message. */
  public static HashPage read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    Bytes hashes = null;
    Bytes proof = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "hashes" -> hashes = values(in, MAX_HASHES);
        case "proof" -> proof = values(in, MAX_PROOF);
        default -> throw fields.unhandled(name);
      }
    }
    return new HashPage(fields.need("hashes", hashes), fields.need("proof", proof));
  }

  private static Bytes values(CborReader in, int max) throws WireException {
    int at = in.offset();
    Bytes values = in.byteString();
    if (!fits(values, max) || (values.isEmpty() && max == MAX_HASHES)) {
      throw in.reject(Reason.TOO_LARGE, "no page of hashes has " + values.size() + " bytes", at);
    }
    return values;
  }

  @Override
  public int type() {
    return GetHashPage.TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(2);
    out.key("hashes");
    out.bytes(hashes);
    out.key("proof");
    out.bytes(proof);
  }

  @Override
  public int sizeHintBytes() {
    return DEFAULT_SIZE_HINT_BYTES + hashes.size() + proof.size();
  }
}
