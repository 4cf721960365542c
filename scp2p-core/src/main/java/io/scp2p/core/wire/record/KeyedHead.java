package io.scp2p.core.wire.record;

import io.scp2p.api.id.ShareKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A share head that brings the key it was signed with, so that whoever stores it can verify it
 * (quirk Q-8). One more text key that the reference does not look at and keeps with the value
 * (specification section 22.6). It needs no signature: the share id is a hash of it.
 */
public final class KeyedHead {
  private static final String KEY = "share_pubkey";
  private static final FieldNames NAMES = FieldNames.of(KEY);

  private KeyedHead() {}

  /** The value to store. */
  public static Bytes encode(ShareHead head, ShareKey key) {
    CborWriter out = new CborWriter();
    head.write(out, 1);
    out.key(KEY);
    out.id(key);
    return out.toBytes();
  }

  /** The key in a value of which it is known that it is a head, if there is one and it is its. */
  public static Optional<ShareKey> key(Bytes value, ShareHead head) {
    try {
      return CborReader.decode(value, KeyedHead::read)
          .filter(found -> found.id().equals(head.body().shareId()));
    } catch (WireException notOurs) {
      return Optional.empty();
    }
  }

  private static Optional<ShareKey> read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    @Nullable ShareKey key = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      key = ShareKey.of(in.fixed(ShareKey.LENGTH));
    }
    return Optional.ofNullable(key);
  }
}
