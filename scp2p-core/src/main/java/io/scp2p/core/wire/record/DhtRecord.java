package io.scp2p.core.wire.record;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.ItemReader;
import java.util.List;

/** One of the five kinds of value the DHT stores (specification section 8.6). */
public sealed interface DhtRecord extends Encodable
    permits ShareHead, Providers, Manifest, RelayAnnouncement, CommunityMembers {

  /**
   * Decodes a stored value as the first kind it fits, in the reference's order (section 8.6.1).
   * Bytes after the record refuse it, as in messages, though the reference would keep them (section
   * 8.5): nothing it makes has any (section 2.4, consequence 1).
   */
  static DhtRecord decode(Bytes value) throws WireException {
    if (value.size() > WireLimits.DHT_VALUE_BYTES) {
      throw new WireException(Reason.TOO_LARGE, WireErrorText.DHT_VALUE_TOO_LARGE);
    }
    for (ItemReader<? extends DhtRecord> kind : Kinds.IN_ORDER) {
      try {
        return CborReader.decode(value, kind);
      } catch (WireException anotherKind) {
        // Which kind it was meant to be is unknown, so no one objection is the right one to report.
      }
    }
    throw new WireException(Reason.WRONG_TYPE, WireErrorText.DHT_UNKNOWN_KEYSPACE);
  }

  /** Keeps the list out of the interface's own constants. */
  final class Kinds {
    private static final List<ItemReader<? extends DhtRecord>> IN_ORDER =
        List.of(
            ShareHead::read,
            Providers::read,
            Manifest::read,
            RelayAnnouncement::read,
            CommunityMembers::read);

    private Kinds() {}
  }
}
