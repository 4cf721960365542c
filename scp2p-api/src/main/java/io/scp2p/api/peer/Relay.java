package io.scp2p.api.peer;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A relay this node has heard of (specification section 14.6).
 *
 * @param key its node key
 * @param endpoints where it listens
 * @param maxTunnels how many firewalled nodes it says it serves
 * @param bandwidth what it says about its connection
 * @param quota bytes it allows each tunnel, or null if it names no limit
 * @param expiresAt until when the announcement holds
 */
public record Relay(
    NodeKey key,
    List<Endpoint> endpoints,
    int maxTunnels,
    Bandwidth bandwidth,
    @Nullable Long quota,
    Instant expiresAt) {
  /** Takes a copy of the list. */
  public Relay {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(bandwidth, "bandwidth");
    Objects.requireNonNull(expiresAt, "expiresAt");
    endpoints = List.copyOf(endpoints);
  }

  /** {@return bytes it allows each tunnel, if it names a limit} */
  public OptionalLong quotaBytes() {
    return quota == null ? OptionalLong.empty() : OptionalLong.of(quota);
  }

  /** A relay's own word for its connection. */
  public enum Bandwidth {
    /** A slow or metered connection. */
    LOW,
    /** The default. */
    MEDIUM,
    /** A data centre. */
    HIGH
  }
}
