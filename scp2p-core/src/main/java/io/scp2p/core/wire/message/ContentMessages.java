package io.scp2p.core.wire.message;

import io.scp2p.core.wire.cbor.CborReader;

/** The messages about content that v1 does not know (extensions X5.3 and X5.4). */
public final class ContentMessages {
  private ContentMessages() {}

  /** A codec that knows the messages of one feature, too; as it was if the feature has none. */
  public static MessageCodec addTo(MessageCodec codec, String feature) {
    return switch (feature) {
      case GetHashPage.FEATURE ->
          codec
              .withRequest(
                  GetHashPage.TYPE, payload -> CborReader.decode(payload, GetHashPage::read))
              .withResponse(
                  GetHashPage.TYPE, payload -> CborReader.decode(payload, HashPage::read));
      case GetHoldings.FEATURE ->
          codec
              .withRequest(
                  GetHoldings.TYPE, payload -> CborReader.decode(payload, GetHoldings::read))
              .withResponse(
                  GetHoldings.TYPE, payload -> CborReader.decode(payload, HeldParts::read));
      default -> codec;
    };
  }
}
