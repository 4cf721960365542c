package io.scp2p.core.wire.message;

/**
 * One method for each kind of request, so that a server that forgets one does not compile.
 *
 * @param <R> what handling a request results in
 */
public interface RequestHandler<R> {
  R pexOffer(PexOffer request);

  R pexRequest(PexRequest request);

  R findNode(FindNode request);

  R findValue(FindValue request);

  R store(Store request);

  R getManifest(GetManifest request);

  R listPublicShares(ListPublicShares request);

  R getCommunityStatus(GetCommunityStatus request);

  R listCommunityPublicShares(ListCommunityPublicShares request);

  R relayRegister(RelayRegister request);

  R relayConnect(RelayConnect request);

  R relayStream(RelayStream request);

  R relayListRequest(RelayListRequest request);

  R haveContent(HaveContent request);

  R getChunk(GetChunk request);

  R getChunkHashes(GetChunkHashes request);

  R extension(ExtensionRequest request);
}
