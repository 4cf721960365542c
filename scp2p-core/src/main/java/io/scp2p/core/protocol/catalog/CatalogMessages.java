package io.scp2p.core.protocol.catalog;

import io.scp2p.core.protocol.session.Peer;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.message.MessageCodec;

/** The messages of docs/catalog-protocol.md, and with whom they are spoken. */
public final class CatalogMessages {
  /** Name of the feature in the hello (extension X1). */
  public static final String FEATURE = "catalog";

  /** The one version of the feature. */
  public static final int VERSION = 1;

  static final int GET_CATALOG = 680;
  static final int CATALOG_OFFER = 681;
  static final int GET_PAGES = 682;
  static final int PAGES = 683;
  static final int WATCH_SHARES = 684;
  static final int HEAD_CHANGED = 685;

  private CatalogMessages() {}

  /** A codec that knows them, too. */
  public static MessageCodec addTo(MessageCodec codec) {
    return codec
        .withRequest(GET_CATALOG, payload -> CborReader.decode(payload, GetCatalog::read))
        .withResponse(CATALOG_OFFER, payload -> CborReader.decode(payload, CatalogOffer::read))
        .withRequest(GET_PAGES, payload -> CborReader.decode(payload, GetPages::read))
        .withResponse(PAGES, payload -> CborReader.decode(payload, Pages::read))
        .withRequest(WATCH_SHARES, payload -> CborReader.decode(payload, WatchShares::read))
        .withResponse(WATCH_SHARES, payload -> Noted.read(WATCH_SHARES, payload))
        .withRequest(HEAD_CHANGED, payload -> CborReader.decode(payload, HeadChanged::read))
        .withResponse(HEAD_CHANGED, payload -> Noted.read(HEAD_CHANGED, payload));
  }

  /** Whether a peer agreed to speak them. */
  public static boolean agreedWith(Peer peer) {
    return peer.extensions().map(agreed -> agreed.has(FEATURE)).orElse(false);
  }
}
