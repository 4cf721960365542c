package io.scp2p.core.wire.message;

/** A successful answer (specification section 5.2). */
public sealed interface Response extends Message
    permits Acknowledgement,
        PexOffer,
        FindNodeResult,
        FindValueResult,
        ManifestData,
        PublicShareList,
        CommunityStatus,
        CommunityPublicShareList,
        RelayRegistered,
        RelayStream,
        RelayListResponse,
        ProvidersMessage,
        ChunkData,
        ChunkHashList,
        ExtensionResponse {}
