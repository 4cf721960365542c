package io.scp2p.core.wire.message;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.List;

/**
 * 200, answer: closest first (specification section 8.3).
 *
 * @param peers up to 20 addresses
 */
public record FindNodeResult(List<PeerAddress> peers) implements Response {
  /** Copies the list. */
  public FindNodeResult {
    peers = List.copyOf(peers);
  }

  static FindNodeResult read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(1);
    List<PeerAddress> peers = null;
    while (fields.next() != IntRecordReader.END) {
      peers = in.list(PeerAddress::read);
    }
    return new FindNodeResult(fields.need(0, peers));
  }

  @Override
  public int type() {
    return MessageType.FIND_NODE.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key(0);
    out.records(peers);
  }
}
