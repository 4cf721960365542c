package io.scp2p.core.wire.pairing;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.IntRecordReader;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent.
 *
 * @param link of the share that has the files; null if there is only a text
 * @param message a text of the sender, or null
 * @param totalBytes of the files
 */
public record PairingOffer(@Nullable String link, @Nullable String message, long totalBytes)
    implements Encodable {
  private static final int KEYS = 3;

  /** Decodes an opened offer. */
  public static PairingOffer decode(Bytes opened) throws WireException {
    return CborReader.decode(opened, PairingOffer::read);
  }

  private static PairingOffer read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    String link = null;
    String message = null;
    long totalBytes = 0;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> link = in.textOrAbsent();
        case 1 -> message = in.textOrAbsent();
        default -> totalBytes = in.u64();
      }
    }
    return new PairingOffer(link, message, fields.need(2, totalBytes));
  }

  @Override
  public void write(CborWriter out) {
    out.map(KEYS);
    out.key(0);
    out.textOrNull(link);
    out.key(1);
    out.textOrNull(message);
    out.key(2);
    out.uint(totalBytes);
  }
}
