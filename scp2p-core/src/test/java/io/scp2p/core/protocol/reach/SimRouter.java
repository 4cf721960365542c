package io.scp2p.core.protocol.reach;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A router between one node and the network, of one of the four kinds. */
final class SimRouter {
  enum Kind {
    NONE,
    FULL_CONE,
    HOME,
    SYMMETRIC
  }

  private static final int FIRST_PORT = 50_000;

  final Kind kind;
  final StunAddress inside;
  private final IpAddress outside;
  private final Map<StunAddress, Integer> ports = new HashMap<>();
  private final Set<StunAddress> sentTo = new HashSet<>();
  private int nextPort = FIRST_PORT;

  SimRouter(Kind kind, int number) {
    this.kind = kind;
    this.outside = ip(203, 0, 113, number);
    this.inside = new StunAddress(kind == Kind.NONE ? outside : ip(192, 168, number, 2), 7_000);
  }

  static IpAddress ip(int a, int b, int c, int d) {
    return new IpAddress(Bytes.wrap(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d}));
  }

  /** As what a packet to {@code to} leaves. */
  StunAddress out(StunAddress to) {
    sentTo.add(to);
    return switch (kind) {
      case NONE -> inside;
      case FULL_CONE, HOME -> new StunAddress(outside, inside.port());
      case SYMMETRIC -> new StunAddress(outside, ports.computeIfAbsent(to, any -> nextPort++));
    };
  }

  /** Whether a packet comes through to the node. */
  boolean lets(StunAddress from, StunAddress to) {
    return switch (kind) {
      case NONE -> to.equals(inside);
      case FULL_CONE -> to.equals(new StunAddress(outside, inside.port())) && !sentTo.isEmpty();
      case HOME -> to.equals(new StunAddress(outside, inside.port())) && sentTo.contains(from);
      case SYMMETRIC ->
          Optional.ofNullable(ports.get(from))
              .filter(port -> to.equals(new StunAddress(outside, port)))
              .isPresent();
    };
  }

  /** The router has forgotten everything, as after it was switched off and on. */
  void forget() {
    ports.clear();
    sentTo.clear();
  }
}
