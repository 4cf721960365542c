package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.cbor.CborWriter;
import java.nio.charset.StandardCharsets;

/** A request that only the owner can make (section V2). */
public sealed interface SignedOrder extends VaultRequest
    permits OpenShard, SealShard, RenewLeases, DeleteShards, StorePage, RebuildShard {
  /** Who orders what of whom, when. */
  Order order();

  /** Ed25519 by the owner over {@link #signingBytes}. */
  Bytes signature();

  /** The same order with a signature. */
  SignedOrder signed(Bytes signature);

  /** Appends what the signature covers besides the head, in the order of the keys. */
  void writeSigned(CborWriter out);

  /** How many items {@link #writeSigned} appends. */
  int signedItems();

  /** What the signature covers (section V2.1). */
  default Bytes signingBytes() {
    CborWriter out = new CborWriter();
    out.raw(Bytes.wrap("scp2p-x vault order v1".getBytes(StandardCharsets.US_ASCII)));
    out.array(5 + signedItems());
    out.uint(type());
    order().writeItems(out);
    writeSigned(out);
    return out.toBytes();
  }
}
