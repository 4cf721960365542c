package io.scp2p.core.protocol.serving;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.CommunityKey;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.ExtensionRequest;
import io.scp2p.core.wire.message.FindNode;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.message.GetChunk;
import io.scp2p.core.wire.message.GetChunkHashes;
import io.scp2p.core.wire.message.GetCommunityStatus;
import io.scp2p.core.wire.message.GetManifest;
import io.scp2p.core.wire.message.HaveContent;
import io.scp2p.core.wire.message.ListCommunityPublicShares;
import io.scp2p.core.wire.message.ListPublicShares;
import io.scp2p.core.wire.message.PexOffer;
import io.scp2p.core.wire.message.PexRequest;
import io.scp2p.core.wire.message.RelayConnect;
import io.scp2p.core.wire.message.RelayListRequest;
import io.scp2p.core.wire.message.RelayRegister;
import io.scp2p.core.wire.message.RelayStream;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Store;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;

/** One request of each kind, and who sends them. */
final class Requests {
  static final ContentId CONTENT = ContentId.of(new byte[ContentId.LENGTH]);
  static final GetChunk GET_CHUNK = new GetChunk(CONTENT, 3);
  static final GetManifest GET_MANIFEST =
      new GetManifest(ManifestId.of(new byte[ManifestId.LENGTH]));
  static final FindNode FIND_NODE = new FindNode(NodeId.of(new byte[NodeId.LENGTH]));
  static final RelayConnect RELAY_CONNECT = new RelayConnect(7);
  static final PexRequest PEX_REQUEST = new PexRequest(64);
  private static final DhtKey DHT_KEY = DhtKey.of(new byte[32]);
  static final Store STORE = new Store(new DhtEntry(DHT_KEY, Bytes.parse("010203"), 86_400));
  private static final CommunityKey COMMUNITY_KEY = CommunityKey.of(new byte[CommunityKey.LENGTH]);
  private static final CommunityId COMMUNITY = CommunityId.of(COMMUNITY_KEY);
  private static final CommunityId WRONG_COMMUNITY = CommunityId.of(new byte[CommunityId.LENGTH]);

  /** All sixteen of section 5.4. */
  static final List<Request> V1 =
      List.of(
          new PexOffer(List.of()),
          PEX_REQUEST,
          FIND_NODE,
          new FindValue(DHT_KEY),
          STORE,
          GET_MANIFEST,
          new ListPublicShares(64),
          new GetCommunityStatus(COMMUNITY, COMMUNITY_KEY),
          new ListCommunityPublicShares(COMMUNITY, COMMUNITY_KEY, 64, null, null),
          new RelayRegister(null, true),
          RELAY_CONNECT,
          new RelayStream(7, 0, RelayStream.Kind.CONTENT, Bytes.EMPTY),
          new RelayListRequest(16),
          new HaveContent(CONTENT),
          GET_CHUNK,
          new GetChunkHashes(CONTENT));

  static final GetCommunityStatus STATUS_OF_WRONG_COMMUNITY =
      new GetCommunityStatus(WRONG_COMMUNITY, COMMUNITY_KEY);
  static final ListCommunityPublicShares SHARES_OF_WRONG_COMMUNITY =
      new ListCommunityPublicShares(WRONG_COMMUNITY, COMMUNITY_KEY, 64, null, null);

  private Requests() {}

  /** An extension's request with nothing in it. */
  record Extension(int type) implements ExtensionRequest {
    @Override
    public void write(CborWriter out) {}
  }

  static Envelope envelope(Request request) {
    return Envelope.request(request.type(), 1, request.encoded());
  }

  static NodeKey key(int number) {
    return NodeKey.of(ByteBuffer.allocate(NodeKey.LENGTH).putInt(number).array());
  }

  static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }

  static InetAddress address(int number) {
    try {
      return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(number).array());
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
