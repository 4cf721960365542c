package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.message.ExtensionResponse;

/** An answer of the vault. */
public sealed interface VaultResponse extends ExtensionResponse
    permits VaultRefused,
        ShardOpened,
        PiecesStored,
        Receipt,
        ShardPieces,
        Possession,
        LeasesRenewed,
        ShardsDeleted,
        HolderOffer,
        PageStored,
        PageList,
        PageData,
        RebuildBegun {}
