package io.scp2p.core.protocol.session;

import io.scp2p.api.id.NodeKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keys of first contact (section 7.4, Q-23): which key was met at which address, and whether it had
 * the extension. A pin changes only through a person: {@link #forget} or {@link #trust}.
 *
 * <pre>
 *             met                  met, same key
 *   unknown -------> pinned ------------------------> pinned
 *      ^               |  met, other key
 *      |               +----------------------------> pinned, refused, security event
 *      +--- forget ----+
 * </pre>
 *
 * <p>Bounded: beyond {@link #MAX_PINS} the one not met for longest is dropped. Owned by the loop.
 */
public final class PinBook {
  /** More addresses than one node meets in a long life; some 2 MiB. */
  public static final int MAX_PINS = 10_000;

  private final Map<String, Pin> byAddress = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<NodeKey, Integer> extendedAddresses = new LinkedHashMap<>();

  /**
   * What is remembered of an address.
   *
   * @param key the key met there first
   * @param extended whether it has shown the extension
   */
  public record Pin(NodeKey key, boolean extended) {}

  /** How a key met at an address relates to what was known. */
  public enum Meeting {
    /** Nothing was known; it is pinned now. */
    FIRST_CONTACT,
    /** The pinned key, as before. */
    KNOWN,
    /** Another key than the pinned one; the pin stays as it was. */
    MISMATCH,
    /** The pinned key, but without the extension it had before; the pin stays as it was. */
    DOWNGRADED
  }

  /** What is pinned for an address, under the exact text it was given as. */
  public Optional<Pin> pin(String address) {
    return Optional.ofNullable(byAddress.get(address));
  }

  /** Whether a key was met with the extension at any address still remembered. */
  public boolean knownToExtend(NodeKey key) {
    return extendedAddresses.containsKey(key);
  }

  /** A handshake at {@code address} has proved {@code key}. */
  public Meeting met(String address, NodeKey key, boolean extended) {
    Pin known = byAddress.get(address);
    if (known == null) {
      put(address, new Pin(key, extended));
      return Meeting.FIRST_CONTACT;
    }
    if (!known.key().equals(key)) {
      return Meeting.MISMATCH;
    }
    if (known.extended() && !extended) {
      return Meeting.DOWNGRADED;
    }
    if (extended && !known.extended()) {
      put(address, new Pin(key, true));
    }
    return Meeting.KNOWN;
  }

  /** A person says that this key belongs to the address, whatever was pinned. */
  public void trust(String address, NodeKey key) {
    put(address, new Pin(key, knownToExtend(key)));
  }

  /** A person wants the next contact to be a first one. */
  public void forget(String address) {
    Pin known = byAddress.remove(address);
    if (known != null) {
      forgetExtended(known);
    }
  }

  private void put(String address, Pin pin) {
    forget(address);
    if (byAddress.size() >= MAX_PINS) {
      forget(byAddress.keySet().iterator().next());
    }
    byAddress.put(address, pin);
    if (pin.extended()) {
      extendedAddresses.merge(pin.key(), 1, Integer::sum);
    }
  }

  private void forgetExtended(Pin pin) {
    if (pin.extended()) {
      extendedAddresses.computeIfPresent(pin.key(), (key, n) -> n == 1 ? null : n - 1);
    }
  }

  /** How many addresses are remembered. */
  public int size() {
    return byAddress.size();
  }
}
