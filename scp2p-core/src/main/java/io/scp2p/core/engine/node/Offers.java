package io.scp2p.core.engine.node;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.config.NodeRole;
import io.scp2p.core.engine.relay.RelayEngine;
import io.scp2p.core.engine.vault.VaultEngine;
import io.scp2p.core.protocol.catalog.CatalogMessages;
import io.scp2p.core.protocol.community.CommunityMessages;
import io.scp2p.core.protocol.session.Extensions;
import io.scp2p.core.protocol.session.Peer;
import io.scp2p.core.protocol.session.SessionRules;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.message.ContentMessages;
import io.scp2p.core.wire.message.DhtPut;
import io.scp2p.core.wire.message.DhtPutResult;
import io.scp2p.core.wire.message.GetHashPage;
import io.scp2p.core.wire.message.GetHoldings;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.pairing.PairingMessages;
import io.scp2p.core.wire.reach.MeetOverTcp;
import io.scp2p.core.wire.reach.OfferPaths;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.HelloOffer;
import io.scp2p.core.wire.relay.AskRoutes;
import io.scp2p.core.wire.relay.Routes;
import io.scp2p.core.wire.vault.VaultLimits;
import io.scp2p.core.wire.vault.VaultMessages;
import java.util.List;
import java.util.Map;

/** What a node says of itself in its hellos. */
final class Offers {
  private Offers() {}

  /** Section 6. Only what is served today. */
  static Capabilities capabilities(NodeConfig config) {
    boolean light = config.role() == NodeRole.LIGHT;
    boolean dht = config.dht().enabled();
    return new Capabilities(
        dht, dht && config.dht().storeValues() && !light, RelayEngine.serves(config), true, light);
  }

  /** The messages spoken with a peer: v1, and what both have beyond it. */
  static MessageCodec codec(Peer peer) {
    MessageCodec codec = MessageCodec.v1();
    if (peer.extensions().map(each -> each.has(DhtPut.FEATURE)).orElse(false)) {
      codec =
          codec
              .withRequest(DhtPut.TYPE, payload -> CborReader.decode(payload, DhtPut::read))
              .withResponse(DhtPut.TYPE, payload -> CborReader.decode(payload, DhtPutResult::read));
    }
    for (String feature : List.of(GetHashPage.FEATURE, GetHoldings.FEATURE)) {
      if (peer.extensions().map(each -> each.has(feature)).orElse(false)) {
        codec = ContentMessages.addTo(codec, feature);
      }
    }
    if (peer.extensions().map(each -> each.has(AskRoutes.FEATURE)).orElse(false)) {
      codec =
          codec
              .withRequest(AskRoutes.TYPE, payload -> CborReader.decode(payload, AskRoutes::read))
              .withResponse(AskRoutes.TYPE, payload -> CborReader.decode(payload, Routes::read));
    }
    if (peer.extensions().map(each -> each.has(PairingMessages.FEATURE)).orElse(false)) {
      codec = PairingMessages.addTo(codec);
    }
    if (peer.extensions().map(each -> each.has(OfferPaths.FEATURE)).orElse(false)) {
      codec = OfferPaths.addTo(codec);
    }
    if (peer.extensions().map(each -> each.version(OfferPaths.FEATURE)).orElse(0)
        >= MeetOverTcp.SINCE) {
      codec = MeetOverTcp.addTo(codec);
    }
    if (CatalogMessages.agreedWith(peer)) {
      codec = CatalogMessages.addTo(codec);
    }
    if (CommunityMessages.agreedWith(peer)) {
      codec = CommunityMessages.addTo(codec);
    }
    return VaultEngine.speaks(peer) ? VaultMessages.addTo(codec) : codec;
  }

  /**
   * Extensions X1, X4, X5.1, X5.3 and X5.4, and those of docs/catalog-protocol.md,
   * docs/community-protocol.md and docs/vault-protocol.md.
   */
  static HelloOffer extensions() {
    return new HelloOffer(
        Map.ofEntries(
            Map.entry(Extensions.MULTIPLEX, 1),
            Map.entry(Extensions.PING, 1),
            Map.entry(DhtPut.FEATURE, 1),
            Map.entry(GetHashPage.FEATURE, 1),
            Map.entry(GetHoldings.FEATURE, 1),
            Map.entry(CatalogMessages.FEATURE, CatalogMessages.VERSION),
            Map.entry(CommunityMessages.FEATURE, CommunityMessages.VERSION),
            Map.entry(VaultLimits.FEATURE, VaultLimits.VERSION),
            Map.entry(PairingMessages.FEATURE, PairingMessages.VERSION),
            Map.entry(OfferPaths.FEATURE, OfferPaths.VERSION),
            Map.entry(AskRoutes.FEATURE, AskRoutes.VERSION)),
        Map.of(
            Extensions.MAX_INFLIGHT, (long) SessionRules.MAX_SERVING,
            Extensions.MAX_PAYLOAD_BYTES, (long) WireLimits.PAYLOAD_BYTES));
  }
}
