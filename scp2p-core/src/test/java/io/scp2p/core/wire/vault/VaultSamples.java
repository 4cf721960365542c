package io.scp2p.core.wire.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import java.util.List;

/** One message of each kind, the same as in conformance-vectors/vault.json. */
public final class VaultSamples {
  private VaultSamples() {}

  public static Bytes fill(int value, int count) {
    byte[] bytes = new byte[count];
    java.util.Arrays.fill(bytes, (byte) value);
    return Bytes.wrap(bytes);
  }

  public static Order order(NodeKey owner, NodeKey holder) {
    return new Order(owner, holder, 1_767_225_600_000L, fill(0x0e, 32));
  }

  public static List<VaultRequest> requests(NodeKey owner, NodeKey holder) {
    Order order = order(owner, holder);
    Bytes shard = fill(0x51, 32);
    return List.of(
        OpenShard.unsigned(order, shard, 100_000, 16, 2_592_000),
        new StorePieces(shard, fill(0x71, 16), 3, fill(0xda, 10)),
        SealShard.unsigned(order, shard, fill(0x4a, 32)),
        new ReadPieces(shard, 8, 8),
        new ProveShard(shard, 77),
        RenewLeases.unsigned(order, 2_592_000, List.of(shard, fill(0x52, 32))),
        DeleteShards.unsigned(order, List.of(shard)),
        new AskOffer(owner),
        StorePage.unsigned(order, 63, fill(0x5d, 8), 9, fill(0xca, 20)),
        new ListPages(owner),
        new GetPage(owner, 63, fill(0x5d, 8)),
        new RebuildShard(
            order,
            shard,
            100_000,
            16,
            2_592_000,
            4,
            2,
            5,
            List.of(new RebuildShard.From(3, holder, fill(0x53, 32), fill(0x4b, 32))),
            fill(0, 64)));
  }

  public static List<VaultResponse> responses(NodeKey owner, NodeKey holder) {
    Bytes shard = fill(0x51, 32);
    return List.of(
        new ShardOpened(fill(0x71, 16), 3),
        new PiecesStored(4),
        Receipt.unsigned(
            owner, holder, shard, fill(0x4a, 32), 100_000, 1_769_817_600L, 1_767_225_601_000L),
        new ShardPieces(100_000, fill(0x9f, 64), fill(0xda, 10)),
        new Possession(100_000, fill(0x9f, 96), fill(0xda, 10)),
        LeasesRenewed.unsigned(1_769_817_600L, List.of(shard)),
        new ShardsDeleted(100_000),
        new HolderOffer(1L << 33, 1_000, 1L << 30, 2_592_000, "rack 7"),
        new PageStored(9),
        new PageList(List.of(new PageList.Entry(63, fill(0x5d, 8), 9))),
        new PageData(9, fill(0xca, 20)),
        new RebuildBegun(8),
        new VaultRefused(620, 2));
  }
}
