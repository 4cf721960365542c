package io.scp2p.core.protocol.stun;

import io.scp2p.core.protocol.TokenBucket;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunError;
import io.scp2p.core.wire.stun.StunMessage;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.stun.StunWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tells whoever asks where his packet came from (RFC 8489, section 12). Every node is one, for
 * strangers too: the question is how a node finds out that it is behind a router.
 *
 * <p>An answer is at most twice as long as a request, so nobody gains by making us send to somebody
 * else; and there are limits all the same, for one address and for all.
 */
public final class StunResponder {
  /** For one address, in the long run and at once. */
  static final int PER_SECOND_OF_ADDRESS = 10;

  static final int BURST_OF_ADDRESS = 50;

  /** For everybody together. */
  static final int PER_SECOND = 500;

  static final int BURST = 1_000;

  /** Addresses that are counted; the one heard of first is forgotten for a new one. */
  static final int MAX_ADDRESSES = 4_096;

  private final TokenBucket all;

  private final Map<IpAddress, TokenBucket> byAddress = new LinkedHashMap<>();

  /** Nobody has asked yet. */
  public StunResponder(long nowNanos) {
    all = new TokenBucket(PER_SECOND, BURST, nowNanos);
  }

  /** The answer to a binding request without credentials; empty if there is to be none. */
  public Optional<Bytes> answer(long nowNanos, StunAddress from, StunMessage request) {
    if (request.kind() != StunClass.REQUEST || request.method() != StunMethod.BINDING) {
      return Optional.empty();
    }
    if (!bucket(from.ip(), nowNanos).tryTake(1, nowNanos) || !all.tryTake(1, nowNanos)) {
      return Optional.empty();
    }
    int[] unknown =
        request.attributes().stream()
            .filter(StunAttribute::mustBeUnderstood)
            .mapToInt(StunAttribute::type)
            .distinct()
            .limit(4)
            .toArray();
    StunWriter answer =
        unknown.length > 0
            ? new StunWriter(StunClass.ERROR, StunMethod.BINDING, request.transaction())
                .error(new StunError(StunError.UNKNOWN_ATTRIBUTE, ""))
                .unknown(unknown)
            : new StunWriter(StunClass.SUCCESS, StunMethod.BINDING, request.transaction())
                .xoredAddress(StunAttribute.XOR_MAPPED_ADDRESS, from);
    return Optional.of(answer.fingerprint().encode());
  }

  private TokenBucket bucket(IpAddress ip, long nowNanos) {
    TokenBucket known = byAddress.get(ip);
    if (known != null) {
      return known;
    }
    if (byAddress.size() == MAX_ADDRESSES) {
      byAddress.remove(byAddress.keySet().iterator().next());
    }
    TokenBucket fresh = new TokenBucket(PER_SECOND_OF_ADDRESS, BURST_OF_ADDRESS, nowNanos);
    byAddress.put(ip, fresh);
    return fresh;
  }

  /** How many addresses are counted. */
  int size() {
    return byAddress.size();
  }
}
