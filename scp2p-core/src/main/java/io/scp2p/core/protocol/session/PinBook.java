package io.scp2p.core.protocol.session;

import io.scp2p.api.id.NodeKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
 * <p>That a key has the extension is remembered of the key as well, for peers that were found by
 * their key at an address that is nobody's for long. Only dialled peers are: keys cost nothing, and
 * whoever dials us with many of them shall not push out what is known of others.
 *
 * <p>Bounded: beyond {@link #MAX_PINS} the one not met for longest is dropped, and likewise beyond
 * {@link #MAX_EXTENDED_KEYS}. Owned by the loop.
 */
public final class PinBook {
  /** More addresses than one node meets in a long life; some 2 MiB. */
  public static final int MAX_PINS = 10_000;

  /** Keys remembered for their extension; some 1 MiB. */
  public static final int MAX_EXTENDED_KEYS = 10_000;

  /** Keys remembered as confirmed; some 1 MiB. */
  public static final int MAX_CONFIRMED_KEYS = 10_000;

  private PinListener listener = PinListener.NONE; // Until what was kept is in.
  private final Map<String, Pin> byAddress = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<NodeKey, Integer> extendedAddresses = new LinkedHashMap<>();

  /** Met longest ago first. */
  private final Set<NodeKey> extendedKeys = new LinkedHashSet<>();

  /** Confirmed longest ago first. */
  private final Set<NodeKey> confirmedKeys = new LinkedHashSet<>();

  /**
   * What is remembered of an address.
   *
   * @param key the key met there first
   * @param extended whether it has shown the extension
   */
  public record Pin(NodeKey key, boolean extended) {}

  /**
   * All there is to keep over a restart.
   *
   * @param pins by address, met longest ago first
   * @param extendedKeys keys met with the extension, longest ago first
   * @param confirmedKeys keys that somebody else than their owner has named
   */
  public record State(
      Map<String, Pin> pins, List<NodeKey> extendedKeys, List<NodeKey> confirmedKeys) {
    /** Nothing was met yet. */
    public static final State EMPTY = new State(Map.of(), List.of(), List.of());
  }

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

  /** A book that nobody keeps. */
  public PinBook() {
    this(State.EMPTY, PinListener.NONE);
  }

  /**
   * A book that goes on where another ended.
   *
   * @param state as {@link #state} gave it; beyond the bounds the oldest entries are left out
   * @param listener told of every change from now on
   */
  public PinBook(State state, PinListener listener) {
    state.pins().forEach(this::put);
    state.extendedKeys().forEach(this::metExtended);
    state.confirmedKeys().forEach(this::confirm);
    this.listener = listener;
  }

  /** What there is to keep. */
  public State state() {
    return new State(
        new LinkedHashMap<>(byAddress),
        new ArrayList<>(extendedKeys),
        new ArrayList<>(confirmedKeys));
  }

  /** What is pinned for an address, under the exact text it was given as. */
  public Optional<Pin> pin(String address) {
    return Optional.ofNullable(byAddress.get(address));
  }

  /** Whether a key was met with the extension, as far as it is still remembered. */
  public boolean knownToExtend(NodeKey key) {
    return extendedAddresses.containsKey(key) || extendedKeys.contains(key);
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

  /** A peer that this side dialled has shown the extension. */
  public void metExtended(NodeKey key) {
    boolean known = extendedKeys.remove(key); // Added again below, as the one met last.
    if (!known && extendedKeys.size() >= MAX_EXTENDED_KEYS) {
      Iterator<NodeKey> oldestFirst = extendedKeys.iterator();
      NodeKey oldest = oldestFirst.next();
      oldestFirst.remove();
      listener.extensionChanged(oldest, false);
    }
    extendedKeys.add(key);
    if (!known) {
      listener.extensionChanged(key, true);
    }
  }

  /** A person, a link or a bootstrap string has named this key, and it was proved. */
  public void confirm(NodeKey key) {
    if (confirmedKeys.contains(key)) {
      return;
    }
    if (confirmedKeys.size() >= MAX_CONFIRMED_KEYS) {
      NodeKey oldest = confirmedKeys.iterator().next();
      confirmedKeys.remove(oldest);
      listener.confirmationChanged(oldest, false);
    }
    confirmedKeys.add(key);
    listener.confirmationChanged(key, true);
  }

  /** Whether {@link #confirm} was told of a key. */
  public boolean isConfirmed(NodeKey key) {
    return confirmedKeys.contains(key);
  }

  /** A person says that this key belongs to the address, whatever was pinned. */
  public void trust(String address, NodeKey key) {
    put(address, new Pin(key, knownToExtend(key)));
    confirm(key);
  }

  /** A person says that a node has a new key: it takes over every address of the old one. */
  public void replace(NodeKey old, NodeKey key) {
    for (Map.Entry<String, Pin> entry : new ArrayList<>(byAddress.entrySet())) {
      if (entry.getValue().key().equals(old)) {
        trust(entry.getKey(), key);
      }
    }
  }

  /** A person wants the next contact to be a first one. */
  public void forget(String address) {
    if (remove(address)) {
      listener.pinChanged(address, null);
    }
  }

  /** A person wants to hear nothing of what was remembered of a key, at any address. */
  public void forget(NodeKey key) {
    for (Map.Entry<String, Pin> entry : new ArrayList<>(byAddress.entrySet())) {
      if (entry.getValue().key().equals(key)) {
        forget(entry.getKey());
      }
    }
    if (extendedKeys.remove(key)) {
      listener.extensionChanged(key, false);
    }
    if (confirmedKeys.remove(key)) {
      listener.confirmationChanged(key, false);
    }
  }

  private void put(String address, Pin pin) {
    remove(address);
    if (byAddress.size() >= MAX_PINS) {
      forget(byAddress.keySet().iterator().next());
    }
    byAddress.put(address, pin);
    if (pin.extended()) {
      extendedAddresses.merge(pin.key(), 1, Integer::sum);
    }
    listener.pinChanged(address, pin);
  }

  private boolean remove(String address) {
    Pin known = byAddress.remove(address);
    if (known != null && known.extended()) {
      extendedAddresses.computeIfPresent(known.key(), (key, n) -> n == 1 ? null : n - 1);
    }
    return known != null;
  }

  /** How many addresses are remembered. */
  public int size() {
    return byAddress.size();
  }
}
