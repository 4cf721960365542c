package io.scp2p.core.wire;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.CommunityKey;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.id.ShareKey;
import io.scp2p.core.wire.cbor.OpaqueCbor;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.Acknowledgement;
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
import io.scp2p.core.wire.message.PexOffer;
import io.scp2p.core.wire.message.PexRequest;
import io.scp2p.core.wire.message.ProvidersMessage;
import io.scp2p.core.wire.message.PublicShareList;
import io.scp2p.core.wire.message.RelayConnect;
import io.scp2p.core.wire.message.RelayListRequest;
import io.scp2p.core.wire.message.RelayListResponse;
import io.scp2p.core.wire.message.RelayRegister;
import io.scp2p.core.wire.message.RelayRegistered;
import io.scp2p.core.wire.message.RelayStream;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.message.Store;
import io.scp2p.core.wire.record.BandwidthClass;
import io.scp2p.core.wire.record.Blocklist;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.CommunityMembers;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
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
import io.scp2p.core.wire.record.Visibility;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random values of everything that has a wire form. */
public final class WireArbitraries {
  private WireArbitraries() {}

  static Arbitrary<byte[]> array(int size) {
    return Arbitraries.bytes().array(byte[].class).ofSize(size);
  }

  static Arbitrary<Bytes> bytes(int size) {
    return array(size).map(Bytes::wrap);
  }

  static Arbitrary<Bytes> bytesUpTo(int size) {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(size).map(Bytes::wrap);
  }

  /** All 64 bits, with the edges of signed and unsigned likely. */
  static Arbitrary<Long> u64() {
    return Arbitraries.longs();
  }

  static Arbitrary<Long> u32() {
    return Arbitraries.longs().between(0, UnsignedRange.MAX_U32);
  }

  static Arbitrary<Integer> u16() {
    return Arbitraries.integers().between(0, UnsignedRange.MAX_U16);
  }

  static Arbitrary<Integer> u8() {
    return Arbitraries.integers().between(0, UnsignedRange.MAX_U8);
  }

  static Arbitrary<Boolean> bool() {
    return Arbitraries.of(true, false);
  }

  /** Any text that has a UTF-8 form. */
  static Arbitrary<String> text() {
    return Arbitraries.strings()
        .ofMaxLength(30)
        .filter(text -> text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff));
  }

  static Arbitrary<NodeKey> nodeKey() {
    return array(32).map(NodeKey::of);
  }

  static Arbitrary<ShareId> shareId() {
    return array(32).map(ShareId::of);
  }

  static Arbitrary<ShareKey> shareKey() {
    return array(32).map(ShareKey::of);
  }

  static Arbitrary<ContentId> contentId() {
    return array(32).map(ContentId::of);
  }

  static Arbitrary<ManifestId> manifestId() {
    return array(32).map(ManifestId::of);
  }

  static Arbitrary<CommunityId> communityId() {
    return array(32).map(CommunityId::of);
  }

  static Arbitrary<CommunityKey> communityKey() {
    return array(32).map(CommunityKey::of);
  }

  public static Arbitrary<Capabilities> capabilities() {
    return Combinators.combine(bool(), bool(), bool(), bool(), bool()).as(Capabilities::new);
  }

  static Arbitrary<OpaqueCbor> opaque() {
    return Arbitraries.of("00", "a161610f", "83010203", "bf6161fb3ff0000000000000ff", "c11900ff")
        .map(
            hex -> {
              try {
                return OpaqueCbor.parse(Bytes.parse(hex));
              } catch (WireException e) {
                throw new AssertionError(e);
              }
            });
  }

  public static Arbitrary<Hello> hello() {
    return Combinators.combine(
            nodeKey(),
            capabilities(),
            bytes(32),
            bytes(32).injectNull(0.3),
            u64(),
            u16(),
            bytes(32))
        .as(Hello.Body::new)
        .flatMap(body -> Combinators.combine(bytes(64), opaque().injectNull(0.5)).as(body::signed));
  }

  static Arbitrary<IpAddress> ip() {
    return Arbitraries.oneOf(bytes(4), bytes(16)).map(IpAddress::new);
  }

  public static Arbitrary<PeerAddress> address() {
    return address(2);
  }

  static Arbitrary<PeerAddress> address(int relays) {
    Arbitrary<RelayRoute> relay =
        relays == 0
            ? Arbitraries.just((RelayRoute) null)
            : Combinators.combine(Arbitraries.lazy(() -> address(relays - 1)), u64())
                .as(RelayRoute::new)
                .injectNull(0.6);
    return Combinators.combine(
            ip(), u16(), Arbitraries.of(PeerTransport.values()), nodeKey().injectNull(0.5), relay)
        .as(PeerAddress::new);
  }

  static Arbitrary<List<PeerAddress>> addresses() {
    return address().list().ofMaxSize(4);
  }

  public static Arbitrary<LanPacket> lanPacket() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 255),
            bytes(16),
            u16(),
            capabilities().injectNull(0.3))
        .as(LanPacket::new);
  }

  public static Arbitrary<ShareItem> item() {
    return Combinators.combine(
            contentId(),
            u64(),
            text(),
            text().injectNull(0.4),
            text().injectNull(0.4),
            text().list().ofMaxSize(3),
            u32(),
            bytes(32))
        .as(ShareItem::new);
  }

  public static Arbitrary<Manifest> manifest() {
    Arbitrary<Manifest.Body> head =
        Combinators.combine(
                u8(),
                shareKey(),
                shareId(),
                u64(),
                u64(),
                u64().injectNull(0.4),
                text().injectNull(0.4),
                text().injectNull(0.4))
            .as(
                (version, key, id, seq, created, expires, title, description) ->
                    new Manifest.Body(
                        version,
                        key,
                        id,
                        seq,
                        created,
                        expires,
                        title,
                        description,
                        Visibility.PUBLIC,
                        List.of(),
                        List.of(),
                        List.of()));
    return Combinators.combine(
            head,
            Arbitraries.of(Visibility.values()),
            communityId().list().ofMaxSize(2),
            item().list().ofMaxSize(3),
            shareId().list().ofMaxSize(2),
            bytes(64).injectNull(0.2))
        .as(
            (h, visibility, communities, items, recommended, signature) ->
                new Manifest(
                    new Manifest.Body(
                        h.version(),
                        h.shareKey(),
                        h.shareId(),
                        h.seq(),
                        h.createdAt(),
                        h.expiresAt(),
                        h.title(),
                        h.description(),
                        visibility,
                        communities,
                        items,
                        recommended),
                    signature));
  }

  public static Arbitrary<ShareHead> head() {
    return Combinators.combine(shareId(), u64(), manifestId(), u64())
        .as(ShareHead.Body::new)
        .flatMap(body -> bytes(64).map(body::signed));
  }

  public static Arbitrary<ShareSummary> summary() {
    return Combinators.combine(
            shareId(),
            shareKey(),
            u64(),
            manifestId(),
            text().injectNull(0.4),
            text().injectNull(0.4))
        .as(ShareSummary::new);
  }

  public static Arbitrary<Providers> providers() {
    return Combinators.combine(contentId(), addresses(), u64()).as(Providers::new);
  }

  public static Arbitrary<CommunityMembers> members() {
    return Combinators.combine(communityId(), addresses(), u64()).as(CommunityMembers::new);
  }

  public static Arbitrary<MembershipToken> token() {
    return Combinators.combine(communityId(), nodeKey(), u64(), u64())
        .as(MembershipToken.Body::new)
        .flatMap(body -> bytes(64).map(body::signed));
  }

  public static Arbitrary<RelayCapacity> capacity() {
    return Combinators.combine(
            u16(), Arbitraries.of(BandwidthClass.values()), u64().injectNull(0.4))
        .as(RelayCapacity::new);
  }

  public static Arbitrary<RelayAnnouncement> announcement() {
    return Combinators.combine(nodeKey(), addresses(), capabilities(), capacity(), u64(), u64())
        .as(RelayAnnouncement.Body::new)
        .flatMap(body -> bytes(64).map(body::signed));
  }

  public static Arbitrary<DhtEntry> entry() {
    return Combinators.combine(
            bytes(32).map(DhtKey::new),
            bytesUpTo(300),
            Arbitraries.longs().between(0, Long.MAX_VALUE))
        .as(DhtEntry::new);
  }

  public static Arbitrary<Blocklist> blocklist() {
    return Combinators.combine(shareId().list().ofMaxSize(3), contentId().list().ofMaxSize(3))
        .as(Blocklist::new);
  }

  public static Arbitrary<Envelope> envelope() {
    return Combinators.combine(u16(), u32(), u16(), bytesUpTo(400)).as(Envelope::new);
  }

  static Arbitrary<RelayStream> relayStream() {
    return Combinators.combine(
            u64(), u32(), Arbitraries.of(RelayStream.Kind.values()), bytesUpTo(300))
        .as(RelayStream::new);
  }

  public static Arbitrary<Request> request() {
    return Arbitraries.oneOf(
        List.of(
            addresses().map(PexOffer::new),
            u8().map(PexRequest::new),
            array(20).map(NodeId::of).map(FindNode::new),
            bytes(32).map(DhtKey::new).map(FindValue::new),
            entry().map(Store::new),
            manifestId().map(GetManifest::new),
            u16().map(ListPublicShares::new),
            Combinators.combine(communityId(), communityKey()).as(GetCommunityStatus::new),
            Combinators.combine(
                    communityId(),
                    communityKey(),
                    u16(),
                    nodeKey().injectNull(0.3),
                    bytesUpTo(200).injectNull(0.3))
                .as(ListCommunityPublicShares::new),
            Combinators.combine(u64().injectNull(0.3), bool()).as(RelayRegister::new),
            u64().map(RelayConnect::new),
            relayStream(),
            u16().map(RelayListRequest::new),
            contentId().map(HaveContent::new),
            Combinators.combine(contentId(), u32()).as(GetChunk::new),
            contentId().map(GetChunkHashes::new)));
  }

  public static Arbitrary<Response> response() {
    return Arbitraries.oneOf(
        List.of(
            Arbitraries.of(100, 202, 452, 499).map(Acknowledgement::new),
            addresses().map(PexOffer::new),
            addresses().map(FindNodeResult::new),
            Combinators.combine(entry().injectNull(0.3), addresses()).as(FindValueResult::new),
            Combinators.combine(manifestId(), bytesUpTo(300)).as(ManifestData::new),
            summary().list().ofMaxSize(3).map(PublicShareList::new),
            Combinators.combine(
                    communityId(), bool(), bytesUpTo(200).injectNull(0.3), text().injectNull(0.3))
                .as(CommunityStatus::new),
            Combinators.combine(communityId(), summary().list().ofMaxSize(3))
                .as(CommunityPublicShareList::new),
            Combinators.combine(u64(), u64()).as(RelayRegistered::new),
            relayStream(),
            announcement().list().ofMaxSize(2).map(RelayListResponse::new),
            providers().map(ProvidersMessage::new),
            chunkData(),
            Combinators.combine(contentId(), Arbitraries.integers().between(0, 6))
                .flatAs((id, count) -> bytes(32 * count).map(h -> new ChunkHashList(id, h)))));
  }

  public static Arbitrary<ChunkData> chunkData() {
    return Combinators.combine(
            contentId(),
            u32(),
            Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(600).map(Bytes::wrap))
        .as(ChunkData::new);
  }
}
