package io.scp2p.core.protocol.serving;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.message.RateClass;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The request rates of section 17.1 for each node key, and for each address as well, because keys
 * cost nothing (quirk Q-24). An address is charged only for what the key's own limits let through,
 * so one node cannot use up the allowance of others behind the same address by being refused.
 *
 * <p><b>At the bounds.</b> A key for which there is no place is limited by its address alone. An
 * address for which there is no place shares a window with others of its /48 or /16, picked by a
 * secret: whoever holds so many addresses shuts out his own neighbours and few others. Places that
 * are in use are never given away, see {@link WindowTable}.
 */
public final class RequestLimits {
  /** Keys tracked; some 300 bytes each, and only while a window of theirs is open. */
  public static final int MAX_KEYS = 65_536;

  /** Addresses tracked. */
  public static final int MAX_ADDRESSES = 65_536;

  /** Windows for addresses beyond; an overflow from one network reaches one in so many others. */
  static final int SHARED_WINDOWS = 1_024;

  private final WindowTable<NodeKey> keys;
  private final WindowTable<Long> addresses;
  private final RateLimits addressLimits;
  private final @Nullable RateWindows[] shared = new RateWindows[SHARED_WINDOWS];
  private final long secret;

  /**
   * Limits with the usual bounds.
   *
   * @param secret random; which addresses share a window depends on it
   */
  public RequestLimits(RateLimits perKey, RateLimits perAddress, long secret) {
    this(perKey, perAddress, MAX_KEYS, MAX_ADDRESSES, secret);
  }

  RequestLimits(
      RateLimits perKey, RateLimits perAddress, int maxKeys, int maxAddresses, long secret) {
    this.keys = new WindowTable<>(maxKeys, perKey);
    this.addresses = new WindowTable<>(maxAddresses, perAddress);
    this.addressLimits = perAddress;
    this.secret = secret;
  }

  /**
   * Counts one request that could be decoded.
   *
   * @param bulk whether the peer's chunks are limited by bytes rather than by number
   * @return the text of the error answer, or null if the request is within all limits
   */
  public @Nullable String refusal(
      NodeKey key, InetAddress address, RateClass rateClass, boolean bulk, long nowNanos) {
    RateCounter counter = RateCounter.of(rateClass, bulk);
    RateWindows ofKey = keys.use(key, nowNanos);
    String refusal = ofKey == null ? null : refusalOfKey(ofKey, counter, nowNanos);
    return refusal != null ? refusal : refusalOfAddress(address, counter, nowNanos);
  }

  private static @Nullable String refusalOfKey(
      RateWindows windows, RateCounter counter, long nowNanos) {
    if (counter == RateCounter.OTHER) {
      windows.admit(RateCounter.TOTAL, nowNanos); // It adds to the total and is never refused.
      return null;
    }
    return refusal(windows, counter, counter != RateCounter.BULK_CHUNK, nowNanos);
  }

  private @Nullable String refusalOfAddress(
      InetAddress address, RateCounter counter, long nowNanos) {
    long block = AddressBlock.of(address);
    RateWindows windows = addresses.use(block, nowNanos);
    // What a key may send without limit must not use up the total of others at its address.
    boolean inTotal = counter != RateCounter.BULK_CHUNK && counter != RateCounter.OTHER;
    return refusal(windows == null ? shared(block) : windows, counter, inTotal, nowNanos);
  }

  private static @Nullable String refusal(
      RateWindows windows, RateCounter counter, boolean inTotal, long nowNanos) {
    boolean withinTotal = !inTotal || windows.admit(RateCounter.TOTAL, nowNanos);
    boolean withinClass = windows.admit(counter, nowNanos);
    if (!withinTotal) {
      return RateCounter.TOTAL.refusal();
    }
    return withinClass ? null : counter.refusal();
  }

  private RateWindows shared(long block) {
    long mixed = (AddressBlock.coarse(block) ^ secret) * 0x9e37_79b9_7f4a_7c15L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xd6e8_feb8_6659_fd93L;
    int index = (int) Long.remainderUnsigned(mixed ^ (mixed >>> 32), SHARED_WINDOWS);
    RateWindows windows = shared[index];
    if (windows == null) {
      windows = new RateWindows(addressLimits);
      shared[index] = windows;
    }
    return windows;
  }

  /** How many keys are tracked. */
  public int trackedKeys() {
    return keys.size();
  }

  /** How many addresses are tracked. */
  public int trackedAddresses() {
    return addresses.size();
  }
}
