package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * A node that may be asked: its key and where it is. Two contacts are equal if their keys are.
 * Whether the node is really there is what a session proves.
 */
public final class Contact {
  private final NodeKey key;
  private final PeerAddress address;
  private final Point point;

  /** A contact whose address names its key. */
  private Contact(NodeKey key, PeerAddress address) {
    this.key = key;
    this.address = address;
    this.point = Point.of(key);
  }

  /**
   * A node at an address.
   *
   * @throws IllegalArgumentException if the address names another key
   */
  public static Contact of(NodeKey key, PeerAddress address) {
    NodeKey hint = address.pubkeyHint();
    if (hint != null && !hint.equals(key)) {
      throw new IllegalArgumentException("the address names another key");
    }
    // One object for both, also when the key came from somewhere else.
    return new Contact(
        key,
        new PeerAddress(
            address.ip(), address.port(), address.transport(), key, address.relayVia()));
  }

  /** What an address says: empty if it does not name a key. */
  public static Optional<Contact> named(PeerAddress address) {
    NodeKey hint = address.pubkeyHint();
    return hint == null ? Optional.empty() : Optional.of(new Contact(hint, address));
  }

  /** Who it is. */
  public NodeKey key() {
    return key;
  }

  /** Where it is; names the key. */
  public PeerAddress address() {
    return address;
  }

  Point point() {
    return point;
  }

  @Override
  public boolean equals(Object other) {
    // The point is a hash of the key, and nearly always tells them apart at once.
    return other instanceof Contact that && point.equals(that.point) && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(point);
  }

  @Override
  public String toString() {
    return key.id() + "@" + address.dialText();
  }
}
