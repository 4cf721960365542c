package io.scp2p.api.identity;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.id.ShareKey;

/**
 * A key this node signs shares or a community with.
 *
 * @param label a name for people, never sent
 * @param key the public key
 * @param use what it signs
 */
public record PublisherIdentity(String label, ShareKey key, Use use) {
  /** {@return the id that follows from the key} */
  public ShareId id() {
    return key.id();
  }

  /** What a key signs. */
  public enum Use {
    /** One share. */
    SHARE,
    /** Membership tokens of a community. */
    COMMUNITY
  }
}
