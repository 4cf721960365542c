package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.message.ExtensionRequest;

/** A request of the vault. */
public sealed interface VaultRequest extends ExtensionRequest
    permits SignedOrder, StorePieces, ReadPieces, ProveShard, AskOffer, ListPages, GetPage {}
