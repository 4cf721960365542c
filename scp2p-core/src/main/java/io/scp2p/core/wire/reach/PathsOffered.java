package io.scp2p.core.wire.reach;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.message.ExtensionResponse;

/**
 * The answer to 640.
 *
 * @param offer of the side that answers, which has begun to look
 */
public record PathsOffered(PathOffer offer) implements ExtensionResponse {
  static PathsOffered read(CborReader in) throws WireException {
    return new PathsOffered(PathOffer.read(in));
  }

  @Override
  public int type() {
    return OfferPaths.TYPE;
  }

  @Override
  public void write(CborWriter out) {
    offer.write(out);
  }
}
