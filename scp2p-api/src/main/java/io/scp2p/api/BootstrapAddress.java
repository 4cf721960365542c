package io.scp2p.api;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.TransportKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where to find a first peer: {@code [tcp://|quic://]ip:port[@key]} (specification section 7.3).
 * The address is a literal; names are never looked up.
 *
 * @param transport {@link TransportKind#TCP} or {@link TransportKind#QUIC}
 * @param ip the literal address; an IPv4-mapped IPv6 address counts as the IPv4 address
 * @param port 0 to 65535; nothing listens on 0, but the twin of port 1 is 0
 * @param key the key the node must prove, or null if any will do at first contact
 */
public record BootstrapAddress(
    TransportKind transport, InetAddress ip, int port, @Nullable NodeKey key) {
  /** Longer text is refused unread: the longest valid one has 124 characters. */
  public static final int MAX_LENGTH = 128;

  private static final String TCP_SCHEME = "tcp://";
  private static final String QUIC_SCHEME = "quic://";
  private static final int MAX_PORT = 65_535;
  private static final int KEY_DIGITS = 2 * NodeKey.LENGTH;

  /** Refuses a transport that bootstrap strings cannot express and a port that is none. */
  public BootstrapAddress {
    Objects.requireNonNull(ip, "ip");
    if (transport != TransportKind.TCP && transport != TransportKind.QUIC) {
      throw new IllegalArgumentException("transport is TCP or QUIC, not " + transport);
    }
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port is 0 to 65535, not " + port);
    }
  }

  /**
   * Reads a bootstrap string.
   *
   * @param text with or without scheme and key
   * @return the address
   * @throws Scp2pException with {@link ErrorCode#INVALID_ADDRESS}
   */
  public static BootstrapAddress parse(String text) {
    return tryParse(text)
        .orElseThrow(
            () ->
                new Scp2pException(
                    ErrorCode.INVALID_ADDRESS,
                    "Not a bootstrap address.",
                    Map.of("length", Integer.toString(text.length()))));
  }

  /**
   * Reads a bootstrap string that may be anything.
   *
   * @param text with or without scheme and key
   * @return the address, or nothing if the text is not one
   */
  public static Optional<BootstrapAddress> tryParse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    TransportKind kind = text.startsWith(QUIC_SCHEME) ? TransportKind.QUIC : TransportKind.TCP;
    String rest = withoutScheme(text);
    int at = rest.lastIndexOf('@');
    NodeKey key = at < 0 ? null : keyOrNull(rest.substring(at + 1));
    String socket = key == null ? rest : rest.substring(0, at);
    int colon = socket.lastIndexOf(':');
    int port = colon < 0 ? -1 : portOf(socket.substring(colon + 1));
    if (port < 0) {
      return Optional.empty();
    }
    return IpLiteral.parse(socket.substring(0, colon))
        .map(ip -> new BootstrapAddress(kind, ip, port, key));
  }

  private static String withoutScheme(String text) {
    return Stream.of(TCP_SCHEME, QUIC_SCHEME)
        .filter(text::startsWith)
        .findFirst()
        .map(scheme -> text.substring(scheme.length()))
        .orElse(text);
  }

  /**
   * Anything but exactly 64 hex digits is not a key, and then the whole text must be an address.
   */
  private static @Nullable NodeKey keyOrNull(String text) {
    boolean hex = text.length() == KEY_DIGITS && text.chars().allMatch(BootstrapAddress::isHex);
    return hex ? NodeKey.parse(text) : null;
  }

  private static boolean isHex(int c) {
    return "0123456789abcdefABCDEF".indexOf(c) >= 0;
  }

  private static int portOf(String digits) {
    boolean number =
        !digits.isEmpty()
            && digits.length() <= 5
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    int port = number ? Integer.parseInt(digits) : -1;
    return port <= MAX_PORT ? port : -1;
  }

  /**
   * The same node over the other transport: QUIC listens one port below TCP (section 7.3). Ports
   * saturate at 0 and 65535.
   *
   * @return the twin, with the same key
   */
  public BootstrapAddress alternate() {
    return transport == TransportKind.TCP
        ? new BootstrapAddress(TransportKind.QUIC, ip, Math.max(port - 1, 0), key)
        : new BootstrapAddress(TransportKind.TCP, ip, Math.min(port + 1, MAX_PORT), key);
  }

  /**
   * A list with every twin added that is not in it yet; all of TCP first, then all of QUIC,
   * otherwise in the given order (section 7.3).
   *
   * @param configured what somebody entered
   * @return what to dial
   */
  public static List<BootstrapAddress> withAlternates(List<BootstrapAddress> configured) {
    Set<BootstrapAddress> all = new LinkedHashSet<>(configured);
    configured.forEach(address -> all.add(address.alternate()));
    return Stream.of(TransportKind.TCP, TransportKind.QUIC)
        .flatMap(kind -> all.stream().filter(address -> address.transport == kind))
        .toList();
  }

  /** {@return where to dial} */
  public Endpoint endpoint() {
    return new Endpoint(transport, new InetSocketAddress(ip, port));
  }

  /** The bootstrap string, always with its scheme, such as {@code tcp://192.0.2.10:7001}. */
  @Override
  public String toString() {
    String scheme = transport == TransportKind.TCP ? TCP_SCHEME : QUIC_SCHEME;
    String suffix = key == null ? "" : "@" + key.hex();
    return scheme + IpLiteral.format(ip) + ":" + port + suffix;
  }
}
