package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.Signatures;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.vault.ShardTree;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.vault.DeleteShards;
import io.scp2p.core.wire.vault.LeasesRenewed;
import io.scp2p.core.wire.vault.OpenShard;
import io.scp2p.core.wire.vault.Order;
import io.scp2p.core.wire.vault.PiecesStored;
import io.scp2p.core.wire.vault.Possession;
import io.scp2p.core.wire.vault.RebuildShard;
import io.scp2p.core.wire.vault.Receipt;
import io.scp2p.core.wire.vault.RenewLeases;
import io.scp2p.core.wire.vault.SealShard;
import io.scp2p.core.wire.vault.ShardOpened;
import io.scp2p.core.wire.vault.ShardPieces;
import io.scp2p.core.wire.vault.ShardsDeleted;
import io.scp2p.core.wire.vault.SignedOrder;
import io.scp2p.core.wire.vault.StorePage;
import io.scp2p.core.wire.vault.VaultLimits;
import io.scp2p.core.wire.vault.VaultRefusal;
import io.scp2p.core.wire.vault.VaultRefused;
import java.util.List;

/**
 * Signs what an owner orders, and checks what holders answer (section V2). Nothing that a holder
 * says gets to a machine but through here. Slow: signatures and hashes. Thread-safe.
 */
public final class OwnerDesk {
  /** A receipt may be this much younger or older than now. */
  private static final long RECEIPT_WINDOW_MILLIS = OrderGuard.WINDOW.toMillis();

  private final SigningKey owner;
  private final NodeKey key;
  private final Entropy entropy;

  /** For one owner. */
  public OwnerDesk(SigningKey owner, Entropy entropy) {
    this.owner = owner;
    this.key = owner.nodeKey();
    this.entropy = entropy;
  }

  /** The owner's public key. */
  public NodeKey key() {
    return key;
  }

  /** Order 620. */
  public SignedOrder open(Target target, VaultLayout layout, long leaseSeconds, long wallMillis) {
    return sign(
        OpenShard.unsigned(
            order(target.holder(), wallMillis),
            target.shard(),
            layout.shardBytes(),
            layout.pieceLog(),
            leaseSeconds));
  }

  /** Order 631. */
  public SignedOrder rebuild(
      Target target, VaultLayout layout, List<Source> from, long leaseSeconds, long wallMillis) {
    return sign(
        new RebuildShard(
            order(target.holder(), wallMillis),
            target.shard(),
            layout.shardBytes(),
            layout.pieceLog(),
            leaseSeconds,
            layout.dataShards(),
            layout.parityShards(),
            target.index(),
            from.stream()
                .map(
                    each ->
                        new RebuildShard.From(
                            each.index(), each.holder(), each.shard(), each.hash()))
                .toList(),
            Bytes.wrap(new byte[Signatures.SIGNATURE_BYTES])));
  }

  /** Order 622. */
  public SignedOrder seal(Target target, Bytes hash, long wallMillis) {
    return sign(SealShard.unsigned(order(target.holder(), wallMillis), target.shard(), hash));
  }

  /** Order 626. */
  public SignedOrder delete(NodeKey holder, List<Bytes> shards, long wallMillis) {
    return sign(DeleteShards.unsigned(order(holder, wallMillis), shards));
  }

  /** Order 625. */
  public SignedOrder renew(NodeKey holder, long leaseSeconds, List<Bytes> shards, long wallMillis) {
    return sign(RenewLeases.unsigned(order(holder, wallMillis), leaseSeconds, shards));
  }

  /** Order 628. */
  public SignedOrder storePage(
      NodeKey holder, int page, Bytes slot, long sequence, Bytes data, long wallMillis) {
    return sign(StorePage.unsigned(order(holder, wallMillis), page, slot, sequence, data));
  }

  private Order order(NodeKey holder, long wallMillis) {
    return new Order(key, holder, wallMillis, Bytes.wrap(entropy.bytes(VaultLimits.NONCE_BYTES)));
  }

  private SignedOrder sign(SignedOrder order) {
    return order.signed(Bytes.wrap(owner.sign(order.signingBytes().toArray())));
  }

  /** Whether the owner named in an order has signed it. For holders. */
  public static boolean isGenuine(SignedOrder order) {
    return Signatures.verifyStrict(
        order.order().owner(), order.signingBytes().toArray(), order.signature().toArray());
  }

  /** What an answer to 620 comes to. */
  public static VaultAnswer opened(Response response) {
    return response instanceof ShardOpened opened
        ? new VaultAnswer.Opened(opened.ticket(), opened.pieces())
        : otherwise(response);
  }

  /** What an answer to 621 comes to. */
  public static VaultAnswer stored(Response response) {
    return response instanceof PiecesStored stored
        ? new VaultAnswer.Stored(stored.pieces())
        : otherwise(response);
  }

  /** What an answer to 622 comes to: the receipt must be this holder's for this very shard. */
  public VaultAnswer sealed(
      Response response, Target target, VaultLayout layout, Bytes hash, long wallMillis) {
    if (!(response instanceof Receipt receipt)) {
      return otherwise(response);
    }
    boolean fits =
        receipt.owner().equals(key)
            && receipt.holder().equals(target.holder())
            && receipt.shard().equals(target.shard())
            && receipt.hash().equals(hash)
            && receipt.sizeBytes() == layout.shardBytes()
            && Math.abs(receipt.atMillis() - wallMillis) <= 2 * RECEIPT_WINDOW_MILLIS
            && receipt.leaseUntilSeconds() * 1_000 > wallMillis
            && Signatures.verifyStrict(
                target.holder(), receipt.signingBytes().toArray(), receipt.signature().toArray());
    return fits ? new VaultAnswer.Signed(receipt) : new VaultAnswer.Lied();
  }

  /** What an answer to 623 for a run comes to; its data may be used if it is verified. */
  public static VaultAnswer pieces(Response response, Source source, VaultLayout layout, int run) {
    if (!(response instanceof ShardPieces pieces)) {
      return otherwise(response);
    }
    long firstLeaf = (long) layout.firstSegment(run) << (layout.pieceLog() - 10);
    boolean good =
        pieces.data().size() == layout.runBytes(run)
            && ShardTree.verify(
                source.hash().toArray(),
                layout.shardBytes(),
                firstLeaf,
                pieces.data(),
                pieces.proof());
    return good ? new VaultAnswer.Verified() : new VaultAnswer.Lied();
  }

  /** What an answer to 624 comes to. */
  public static VaultAnswer proved(Response response, Source source, long sizeBytes, long leaf) {
    if (!(response instanceof Possession proof)) {
      return otherwise(response);
    }
    long expected = Math.min(ShardTree.LEAF_BYTES, sizeBytes - leaf * ShardTree.LEAF_BYTES);
    boolean good =
        proof.data().size() == expected
            && ShardTree.verify(
                source.hash().toArray(), sizeBytes, leaf, proof.data(), proof.proof());
    return good ? new VaultAnswer.Verified() : new VaultAnswer.Lied();
  }

  /** Whether a renewal is this holder's answer to this order. */
  public static boolean isRenewal(LeasesRenewed renewed, RenewLeases asked) {
    return Signatures.verifyStrict(
        asked.order().holder(),
        renewed.signingBytes(asked.order()).toArray(),
        renewed.signature().toArray());
  }

  /** What an answer to 626 comes to. */
  public static VaultAnswer deleted(Response response) {
    return response instanceof ShardsDeleted ? new VaultAnswer.Deleted() : otherwise(response);
  }

  private static VaultAnswer otherwise(Response response) {
    return response instanceof VaultRefused refused
        ? new VaultAnswer.Refused(VaultRefusal.of(refused.status()).orElse(VaultRefusal.FAILED))
        : new VaultAnswer.Lied();
  }
}
