package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import org.jspecify.annotations.Nullable;

/** A value kept for others. */
final class HeldValue {
  /** Besides the bytes themselves: key, entry of the map, this object. */
  static final int OVERHEAD_BYTES = 256;

  /** Who has to answer for the place it takes. */
  final @Nullable NodeKey giver;

  Bytes value;
  boolean verified;
  long expiresNanos;

  /** When somebody last gave it to us, so that not everybody passes it on. */
  long givenNanos;

  /** What orders two heads, or two announcements. */
  long sequence;

  long updatedAt;

  /** For lists of addresses; null for all other kinds. */
  @Nullable SightedAddresses addresses;

  /** What the list in {@link #addresses} is about, so that it can be written. */
  @Nullable ListForm form;

  HeldValue(@Nullable NodeKey giver, Bytes value) {
    this.giver = giver;
    this.value = value;
  }

  int bytes() {
    SightedAddresses list = addresses;
    return OVERHEAD_BYTES + value.size() + (list == null ? 0 : 512 * list.size());
  }
}
