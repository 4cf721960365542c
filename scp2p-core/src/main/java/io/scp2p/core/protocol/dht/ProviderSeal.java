package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.Signatures;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.U64;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.ProviderEntry;

/**
 * A node's word that it can be found at an address (specification section 22.6). It says nothing
 * about a content: one signature serves for a hundred thousand of them, and whether the node has a
 * content is found out by asking it.
 */
public final class ProviderSeal {
  /** Twice the time between two announcements, so that one may fail. */
  public static final long LIFETIME_SECONDS = 86_400;

  /** How far a node's clock may be ahead of ours; as for a hello. */
  public static final long MAX_AHEAD_SECONDS = 300;

  private ProviderSeal() {}

  /**
   * Signs an address of this node.
   *
   * @throws IllegalArgumentException if the address names another key than this
   */
  public static ProviderEntry sign(PeerAddress address, SigningKey key, long nowUnixSeconds) {
    NodeKey named = address.pubkeyHint();
    if (named == null || !key.nodeKey().equals(named)) {
      throw new IllegalArgumentException("the address names another node");
    }
    long expiresAt = nowUnixSeconds + LIFETIME_SECONDS;
    Bytes signed = ProviderEntry.signingBytes(address, nowUnixSeconds, expiresAt);
    return new ProviderEntry(
        address,
        new ProviderEntry.Proof(nowUnixSeconds, expiresAt, Bytes.wrap(key.sign(signed.toArray()))));
  }

  /** Whether an entry's owner has signed it, for this time. Strictly (section 1.4). */
  public static boolean isProved(ProviderEntry entry, long nowUnixSeconds) {
    ProviderEntry.Proof proof = entry.proof();
    NodeKey owner = entry.address().pubkeyHint();
    if (proof == null || owner == null || !U64.isLess(nowUnixSeconds, proof.expiresAt())) {
      return false;
    }
    // A proof for ever, or of a later day, would outlive every move of its owner.
    if (U64.isLess(nowUnixSeconds + MAX_AHEAD_SECONDS, proof.issuedAt())
        || U64.isLess(DhtLifetime.MAX_SECONDS, proof.expiresAt() - proof.issuedAt())) {
      return false;
    }
    Bytes signed = ProviderEntry.signingBytes(entry.address(), proof.issuedAt(), proof.expiresAt());
    return Signatures.verifyStrict(owner, signed.toArray(), proof.signature().toArray());
  }
}
