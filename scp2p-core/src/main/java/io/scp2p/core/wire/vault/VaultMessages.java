package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.ItemReader;
import io.scp2p.core.wire.message.MessageCodec;

/** The registry of the vault's messages. */
public final class VaultMessages {
  private VaultMessages() {}

  /** The codec with messages 620 to 631, for sessions on which the feature was agreed. */
  public static MessageCodec addTo(MessageCodec codec) {
    MessageCodec all = codec;
    all = add(all, OpenShard.TYPE, OpenShard::read, ShardOpened::read);
    all = add(all, StorePieces.TYPE, StorePieces::read, PiecesStored::read);
    all = add(all, SealShard.TYPE, SealShard::read, Receipt::read);
    all = add(all, ReadPieces.TYPE, ReadPieces::read, ShardPieces::read);
    all = add(all, ProveShard.TYPE, ProveShard::read, Possession::read);
    all = add(all, RenewLeases.TYPE, RenewLeases::read, LeasesRenewed::read);
    all = add(all, DeleteShards.TYPE, DeleteShards::read, ShardsDeleted::read);
    all = add(all, AskOffer.TYPE, AskOffer::read, HolderOffer::read);
    all = add(all, StorePage.TYPE, StorePage::read, PageStored::read);
    all = add(all, ListPages.TYPE, ListPages::read, PageList::read);
    all = add(all, GetPage.TYPE, GetPage::read, PageData::read);
    return add(all, RebuildShard.TYPE, RebuildShard::read, RebuildBegun::read);
  }

  private static MessageCodec add(
      MessageCodec codec,
      int type,
      ItemReader<? extends VaultRequest> request,
      ItemReader<? extends VaultResponse> response) {
    return codec
        .withRequest(type, payload -> CborReader.decode(payload, request))
        .withResponse(type, payload -> CborReader.decode(payload, response));
  }
}
