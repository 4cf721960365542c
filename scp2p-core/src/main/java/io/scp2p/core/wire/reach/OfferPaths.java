package io.scp2p.core.wire.reach;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.message.ExtensionRequest;
import io.scp2p.core.wire.message.MessageCodec;

/**
 * 640: asks the other side to look for a direct path together, at once.
 *
 * @param offer of the side that asks, which has the controlling role
 */
public record OfferPaths(PathOffer offer) implements ExtensionRequest {
  /** The number of this message and of its answer. */
  public static final int TYPE = 640;

  /** The feature that two nodes have to have in common for this message. */
  public static final String FEATURE = "rendezvous";

  /** Of the feature; 641 and 642 came with {@link MeetOverTcp#SINCE}. */
  public static final int VERSION = MeetOverTcp.SINCE;

  /** Makes a codec understand this message and its answer. */
  public static MessageCodec addTo(MessageCodec codec) {
    return codec
        .withRequest(TYPE, payload -> CborReader.decode(payload, OfferPaths::read))
        .withResponse(TYPE, payload -> CborReader.decode(payload, PathsOffered::read));
  }

  static OfferPaths read(CborReader in) throws WireException {
    return new OfferPaths(PathOffer.read(in));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(CborWriter out) {
    offer.write(out);
  }
}
