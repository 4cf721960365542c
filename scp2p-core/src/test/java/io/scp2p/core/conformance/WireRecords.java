package io.scp2p.core.conformance;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.ItemReader;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.message.ChunkHashList;
import io.scp2p.core.wire.message.CommunityPublicShareList;
import io.scp2p.core.wire.message.CommunityStatus;
import io.scp2p.core.wire.message.FindNode;
import io.scp2p.core.wire.message.FindNodeResult;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.message.GetChunk;
import io.scp2p.core.wire.message.GetChunkHashes;
import io.scp2p.core.wire.message.GetCommunityStatus;
import io.scp2p.core.wire.message.GetManifest;
import io.scp2p.core.wire.message.HaveContent;
import io.scp2p.core.wire.message.ListCommunityPublicShares;
import io.scp2p.core.wire.message.ListPublicShares;
import io.scp2p.core.wire.message.ManifestData;
import io.scp2p.core.wire.message.Message;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.PexOffer;
import io.scp2p.core.wire.message.PexRequest;
import io.scp2p.core.wire.message.PublicShareList;
import io.scp2p.core.wire.message.RelayConnect;
import io.scp2p.core.wire.message.RelayListRequest;
import io.scp2p.core.wire.message.RelayListResponse;
import io.scp2p.core.wire.message.RelayRegister;
import io.scp2p.core.wire.message.RelayRegistered;
import io.scp2p.core.wire.message.RelayStream;
import io.scp2p.core.wire.message.Store;
import io.scp2p.core.wire.record.Blocklist;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.CommunityMembers;
import io.scp2p.core.wire.record.Hello;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.LanPacket;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.MembershipToken;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.Providers;
import io.scp2p.core.wire.record.RelayAnnouncement;
import io.scp2p.core.wire.record.RelayCapacity;
import io.scp2p.core.wire.record.RelayRoute;
import io.scp2p.core.wire.record.ShareHead;
import io.scp2p.core.wire.record.ShareItem;
import io.scp2p.core.wire.record.ShareSummary;
import java.util.HashMap;
import java.util.Map;

/** The record names of the vectors: which class each is, and how it is decoded. */
final class WireRecords {
  private static final Map<String, Entry> ENTRIES = new HashMap<>();

  static {
    put("envelope", Envelope.class, Envelope::decode);
    put("hello", Hello.class, Hello::decode);
    put("lan_packet", LanPacket.class, LanPacket::decode);
    put("manifest", Manifest.class, Manifest::decode);
    put("membership_token", MembershipToken.class, MembershipToken::decode);
    put("blocklist", Blocklist.class, Blocklist::decode);
    put("relay_route", RelayRoute.class, WireRecords::route);
    item("capabilities", Capabilities.class, Capabilities::read);
    item("peer_address", PeerAddress.class, PeerAddress::read);
    item("providers", Providers.class, Providers::read);
    item("community_members", CommunityMembers.class, CommunityMembers::read);
    item("item", ShareItem.class, ShareItem::read);
    item("share_head", ShareHead.class, ShareHead::read);
    item("public_share_summary", ShareSummary.class, ShareSummary::read);
    item("relay_announcement", RelayAnnouncement.class, RelayAnnouncement::read);
    item("relay_capacity", RelayCapacity.class, RelayCapacity::read);
    request("pex_offer", PexOffer.class, 100);
    request("pex_request", PexRequest.class, 101);
    request("find_node", FindNode.class, 200);
    request("find_value", FindValue.class, 201);
    request("store", Store.class, 202);
    request("get_manifest", GetManifest.class, 400);
    request("list_public_shares", ListPublicShares.class, 402);
    request("get_community_status", GetCommunityStatus.class, 404);
    request("list_community_public_shares", ListCommunityPublicShares.class, 406);
    request("relay_register", RelayRegister.class, 450);
    request("relay_connect", RelayConnect.class, 452);
    request("relay_stream", RelayStream.class, 453);
    request("relay_list_request", RelayListRequest.class, 460);
    request("have_content", HaveContent.class, 499);
    request("get_chunk", GetChunk.class, 500);
    request("get_chunk_hashes", GetChunkHashes.class, 502);
    response("find_node_result", FindNodeResult.class, 200);
    response("find_value_result", FindValueResult.class, 201);
    response("manifest_data", ManifestData.class, 401);
    response("public_share_list", PublicShareList.class, 403);
    response("community_status", CommunityStatus.class, 405);
    response("community_public_share_list", CommunityPublicShareList.class, 407);
    response("relay_registered", RelayRegistered.class, 451);
    response("relay_list_response", RelayListResponse.class, 461);
    response("chunk_data", ChunkData.class, 501);
    response("chunk_hash_list", ChunkHashList.class, 503);
  }

  /** Decodes exactly one record. */
  @FunctionalInterface
  interface Decoder {
    Encodable decode(Bytes bytes) throws WireException;
  }

  record Entry(Class<? extends Encodable> type, Decoder decoder) {}

  private WireRecords() {}

  static Class<? extends Encodable> type(String name) {
    return entry(name).type;
  }

  static Encodable decode(String name, Bytes bytes) throws WireException {
    return entry(name).decoder.decode(bytes);
  }

  private static Entry entry(String name) {
    Entry entry = ENTRIES.get(name);
    if (entry == null) {
      throw new AssertionError("no record is called " + name);
    }
    return entry;
  }

  private static void put(String name, Class<? extends Encodable> type, Decoder decoder) {
    ENTRIES.put(name, new Entry(type, decoder));
  }

  private static <T extends Encodable> void item(String name, Class<T> type, ItemReader<T> reader) {
    put(name, type, bytes -> CborReader.decode(bytes, reader));
  }

  private static void request(String name, Class<? extends Message> type, int number) {
    put(name, type, payload -> MessageCodec.v1().decodeRequest(number, payload));
  }

  private static void response(String name, Class<? extends Message> type, int number) {
    put(name, type, payload -> MessageCodec.v1().decodeResponse(number, payload));
  }

  /** A route never stands alone on the wire: it is read as the last field of an address. */
  private static Encodable route(Bytes bytes) throws WireException {
    Bytes direct =
        PeerAddress.direct(
                IpAddress.of((byte) 0, (byte) 0, (byte) 0, (byte) 0), 0, PeerTransport.TCP)
            .encoded();
    CborWriter out = new CborWriter();
    out.map(5);
    out.raw(direct.slice(1, direct.size() - 1));
    out.key("relay_via");
    out.raw(bytes);
    return CborReader.decode(out.toBytes(), PeerAddress::read).relayVia();
  }
}
