package io.scp2p.core.protocol.serving;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.CommunityKey;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.message.Acknowledgement;
import io.scp2p.core.wire.message.CommunityPublicShareList;
import io.scp2p.core.wire.message.CommunityStatus;
import io.scp2p.core.wire.message.ExtensionRequest;
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
import io.scp2p.core.wire.message.PexOffer;
import io.scp2p.core.wire.message.PexRequest;
import io.scp2p.core.wire.message.PublicShareList;
import io.scp2p.core.wire.message.RelayConnect;
import io.scp2p.core.wire.message.RelayListRequest;
import io.scp2p.core.wire.message.RelayListResponse;
import io.scp2p.core.wire.message.RelayRegister;
import io.scp2p.core.wire.message.RelayStream;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.RequestHandler;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.message.Store;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a node says that knows nobody, holds nothing and relays for no one: the truth, in answers
 * that every v1 node understands (section 22.7, item 3).
 */
final class DefaultAnswers implements RequestHandler<Answer> {
  static final DefaultAnswers INSTANCE = new DefaultAnswers();

  private DefaultAnswers() {}

  @Override
  public Answer pexOffer(PexOffer request) {
    return acknowledged(request);
  }

  @Override
  public Answer pexRequest(PexRequest request) {
    return success(new PexOffer(List.of()));
  }

  @Override
  public Answer findNode(FindNode request) {
    return success(new FindNodeResult(List.of()));
  }

  @Override
  public Answer findValue(FindValue request) {
    return success(new FindValueResult(null, List.of()));
  }

  /** An acknowledgement would promise to keep the value; this sends the peer on to the next. */
  @Override
  public Answer store(Store request) {
    return failure(WireErrorText.UNSUPPORTED_MESSAGE_TYPE);
  }

  @Override
  public Answer getManifest(GetManifest request) {
    return failure(WireErrorText.MANIFEST_NOT_FOUND);
  }

  @Override
  public Answer listPublicShares(ListPublicShares request) {
    return success(new PublicShareList(List.of()));
  }

  @Override
  public Answer getCommunityStatus(GetCommunityStatus request) {
    return ofCommunity(
        request.communityId(),
        request.communityKey(),
        () -> new CommunityStatus(request.communityId(), false, null, null));
  }

  @Override
  public Answer listCommunityPublicShares(ListCommunityPublicShares request) {
    return ofCommunity(
        request.communityId(),
        request.communityKey(),
        () -> new CommunityPublicShareList(request.communityId(), List.of()));
  }

  @Override
  public Answer relayRegister(RelayRegister request) {
    return failure(WireErrorText.RELAY_SLOT_NOT_FOUND);
  }

  @Override
  public Answer relayConnect(RelayConnect request) {
    return failure(WireErrorText.RELAY_SLOT_NOT_FOUND);
  }

  @Override
  public Answer relayStream(RelayStream request) {
    return failure(WireErrorText.RELAY_SLOT_NOT_FOUND);
  }

  @Override
  public Answer relayListRequest(RelayListRequest request) {
    return success(new RelayListResponse(List.of()));
  }

  @Override
  public Answer haveContent(HaveContent request) {
    return acknowledged(request);
  }

  @Override
  public Answer getChunk(GetChunk request) {
    return failure(WireErrorText.CHUNK_NOT_FOUND);
  }

  @Override
  public Answer getChunkHashes(GetChunkHashes request) {
    return failure(WireErrorText.CHUNK_HASHES_NOT_FOUND);
  }

  @Override
  public Answer extension(ExtensionRequest request) {
    return failure(WireErrorText.unknownMessageType(request.type()));
  }

  /** Sections 11.3 and 11.4: that the id belongs to the key is checked before anything else. */
  private static Answer ofCommunity(
      CommunityId id, CommunityKey key, Supplier<? extends Response> response) {
    return CommunityId.of(key).equals(id)
        ? success(response.get())
        : failure(WireErrorText.COMMUNITY_KEY_MISMATCH);
  }

  private static Answer acknowledged(Request request) {
    return success(new Acknowledgement(request.type()));
  }

  private static Answer success(Response response) {
    return new Answer.Success(response);
  }

  private static Answer failure(String text) {
    return new Answer.Failure(text);
  }
}
