package io.scp2p.core.wire.message;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.List;

/**
 * 100: addresses of peers, pushed or asked for with 101 (specification section 7.5).
 *
 * @param peers addresses, none of them verified
 */
public record PexOffer(List<PeerAddress> peers) implements Request, Response {
  private static final FieldNames NAMES = FieldNames.of("peers");

  /** Copies the list. */
  public PexOffer {
    peers = List.copyOf(peers);
  }

  static PexOffer read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    List<PeerAddress> peers = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "peers" -> peers = in.list(PeerAddress::read);
        default -> throw fields.unhandled(name);
      }
    }
    return new PexOffer(fields.need("peers", peers));
  }

  @Override
  public int type() {
    return MessageType.PEX_OFFER.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key("peers");
    out.records(peers);
  }

  @Override
  public <R> R dispatch(RequestHandler<R> handler) {
    return handler.pexOffer(this);
  }
}
