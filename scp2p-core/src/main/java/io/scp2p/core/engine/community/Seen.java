package io.scp2p.core.engine.community;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.cbor.RecordReader;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.List;
import java.util.Optional;

/**
 * A member that this node has spoken to.
 *
 * @param addresses where it was reached
 * @param proven whether it has shown a valid token
 * @param seenAt unix seconds
 */
record Seen(List<PeerAddress> addresses, boolean proven, long seenAt) {
  /** Addresses of one member that are kept. */
  static final int MAX_ADDRESSES = 4;

  private static final FieldNames NAMES = FieldNames.of("addresses", "proven", "seen_at");

  Seen {
    addresses = List.copyOf(addresses.subList(0, Math.min(MAX_ADDRESSES, addresses.size())));
  }

  byte[] encode() {
    CborWriter out = new CborWriter(IdForm.COMPACT, 256);
    out.map(3);
    out.key("addresses");
    out.records(addresses);
    out.key("proven");
    out.bool(proven);
    out.key("seen_at");
    out.uint(seenAt);
    return out.toBytes().toArray();
  }

  /** A row that cannot be read is as good as none: members are found again. */
  static Optional<Seen> decode(byte[] row) {
    try {
      return Optional.of(CborReader.decode(Bytes.wrap(row), Seen::read));
    } catch (WireException damaged) {
      return Optional.empty();
    }
  }

  private static Seen read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    List<PeerAddress> addresses = List.of();
    boolean proven = false;
    long seenAt = 0;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "addresses" -> addresses = in.list(PeerAddress::read);
        case "proven" -> proven = in.bool();
        case "seen_at" -> seenAt = in.u64();
        default -> throw fields.unhandled(name);
      }
    }
    return new Seen(addresses, proven, seenAt);
  }
}
