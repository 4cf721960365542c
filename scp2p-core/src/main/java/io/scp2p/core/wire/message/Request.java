package io.scp2p.core.wire.message;

/** Something a peer asks; it gets exactly one answer (specification section 5.1). */
public sealed interface Request extends Message
    permits PexOffer,
        PexRequest,
        FindNode,
        FindValue,
        Store,
        GetManifest,
        ListPublicShares,
        GetCommunityStatus,
        ListCommunityPublicShares,
        RelayRegister,
        RelayConnect,
        RelayStream,
        RelayListRequest,
        HaveContent,
        GetChunk,
        GetChunkHashes,
        ExtensionRequest {
  /** Calls the handler's method for this kind of request. */
  <R> R dispatch(RequestHandler<R> handler);
}
