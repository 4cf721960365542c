package io.scp2p.examples.node.daemon.json;

import io.scp2p.api.ApiVersion;
import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.CommunityLink;
import io.scp2p.api.PeerAddress;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.TurnServer;
import io.scp2p.api.id.FixedBytes;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.TransferId;
import java.math.BigDecimal;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How single values are written: as text, or as a number. */
final class Scalars {
  private static final int NANO_DIGITS = 9;

  private Scalars() {}

  /** The text or number that stands for a value; null if it is none of these. */
  static @Nullable Object plain(Object value) {
    if (value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Duration time) {
      return seconds(time);
    }
    if (value instanceof Number) {
      return value;
    }
    return text(value);
  }

  /** Whether values of a type are written as text. */
  static boolean isText(Class<?> type) {
    return CharSequence.class.isAssignableFrom(type)
        || type.isEnum()
        || FixedBytes.class.isAssignableFrom(type)
        || Path.class.isAssignableFrom(type)
        || type == TransferId.class
        || type == UUID.class
        || type == Instant.class
        || type == ShareLink.class
        || type == CommunityLink.class
        || type == BootstrapAddress.class
        || type == Endpoint.class
        || type == InetSocketAddress.class
        || InetAddress.class.isAssignableFrom(type)
        || type == ApiVersion.class
        || type == TurnServer.class;
  }

  private static @Nullable String text(Object value) {
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    if (value instanceof ShareLink link) {
      return link.format();
    }
    if (value instanceof CommunityLink link) {
      return link.format();
    }
    if (value instanceof Endpoint endpoint) {
      return endpoint(endpoint);
    }
    if (value instanceof InetSocketAddress address) {
      return address(address);
    }
    if (value instanceof InetAddress ip) {
      return ip.getHostAddress();
    }
    if (value instanceof TurnServer server) {
      // Without its credential.
      return address(server.address());
    }
    return isText(value.getClass()) ? value.toString() : null;
  }

  /** Exact, without an exponent, and short where it can be. */
  private static BigDecimal seconds(Duration time) {
    BigDecimal nanos = BigDecimal.valueOf(time.getNano(), NANO_DIGITS);
    BigDecimal all = BigDecimal.valueOf(time.getSeconds()).add(nanos).stripTrailingZeros();
    return all.scale() < 0 ? all.setScale(0) : all;
  }

  private static String endpoint(Endpoint endpoint) {
    TransportKind kind = endpoint.kind();
    return kind.name().toLowerCase(Locale.ROOT) + "://" + address(endpoint.address());
  }

  private static String address(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    String host = ip == null ? address.getHostString() : ip.getHostAddress();
    return (ip instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /** A slot is an unsigned number, which no number of JavaScript can hold. */
  static Map<String, @Nullable Object> route(PeerAddress.RelayRoute route) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("relay", route.relay());
    members.put("relayKey", route.relayKey());
    members.put("slotId", Long.toUnsignedString(route.slotId()));
    return members;
  }
}
