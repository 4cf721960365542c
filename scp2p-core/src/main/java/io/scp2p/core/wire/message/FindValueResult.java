package io.scp2p.core.wire.message;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * 201, answer: the value if the node has it, and who may know more (specification section 8.4).
 *
 * @param value with its remaining lifetime, at least 1; whether it belongs under the key is for the
 *     asker to check
 * @param closerPeers up to 20 addresses, given whether or not a value was found
 */
public record FindValueResult(@Nullable DhtEntry value, List<PeerAddress> closerPeers)
    implements Response {
  /** Copies the list. */
  public FindValueResult {
    closerPeers = List.copyOf(closerPeers);
  }

  static FindValueResult read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(2);
    DhtEntry value = null;
    List<PeerAddress> closerPeers = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> value = in.absent() ? null : DhtEntry.read(in);
        default -> closerPeers = in.list(PeerAddress::read);
      }
    }
    return new FindValueResult(value, fields.need(1, closerPeers));
  }

  @Override
  public int type() {
    return MessageType.FIND_VALUE.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(2);
    out.key(0);
    if (value == null) {
      out.nil();
    } else {
      value.write(out);
    }
    out.key(1);
    out.records(closerPeers);
  }

  @Override
  public int sizeHintBytes() {
    return DEFAULT_SIZE_HINT_BYTES + (value == null ? 0 : value.sizeHintBytes());
  }
}
