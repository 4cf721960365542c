package io.scp2p.core.engine;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.session.Peer;
import io.scp2p.core.protocol.session.SessionRules;
import io.scp2p.core.wire.message.MessageCodec;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** What a {@link Network} knows of one established session. */
final class Link {
  final long number;
  final PeerSession session;
  final Peer peer;
  final Endpoint at;
  final MessageCodec codec;
  final boolean relayed;
  Requester requester;
  final boolean mayAsk;
  final int places;
  final long sinceNanos;

  /** Our requests on it that are not over. */
  int asked;

  /** Its requests that are not answered. */
  int serving;

  /** When the listener was last told that it asks too much; long ago at first. */
  long throttledNanos;

  /** What whoever opened its path says of it; null if nobody did. */
  @Nullable PathKind opened;

  /** What it serves as a tunnel; null while it is none. */
  @Nullable TunnelLine tunnel;

  /**
   * A new session.
   *
   * @param apart it is to become a tunnel of this node: nothing else is asked on it
   */
  Link(long number, PeerSession session, MessageCodec codec, boolean apart, long nowNanos) {
    this.number = number;
    this.session = session;
    this.peer = session.peer();
    this.at = new Endpoint(session.kind(), session.connection().remote());
    this.codec = codec;
    this.relayed = session.connection() instanceof RelayedConnection;
    InetAddress address = at.address().getAddress();
    this.requester =
        (peer.extensions().isPresent()
                ? Requester.extended(key(), address, codec)
                : Requester.v1(key(), address))
            .on(number);
    SessionRules rules = RelayedConnection.rules(peer, session.isInitiator(), session.connection());
    this.mayAsk = rules.mayAsk() && !apart;
    this.places = rules.maxInFlight();
    this.sinceNanos = nowNanos;
    this.throttledNanos = nowNanos - Serving.THROTTLED_INTERVAL_NANOS;
  }

  NodeKey key() {
    return peer.key();
  }

  boolean isExtended() {
    return peer.extensions().isPresent();
  }

  /** As far as the address says it, unless somebody who punches knows better. */
  PathKind path() {
    if (session.connection() instanceof RelayedConnection through) {
      return through.isSealed() ? PathKind.RELAYED_SEALED : PathKind.RELAYED_PLAIN;
    }
    if (opened == PathKind.TURN) {
      return PathKind.TURN; // The server, or what stands for the path, may have any address.
    }
    InetAddress address = at.address().getAddress();
    PathKind far = opened == null ? PathKind.DIRECT : opened;
    return isNear(address) ? PathKind.LAN : far;
  }

  /** Whether an address is one of somebody's own network. */
  static boolean isNear(InetAddress address) {
    return address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || address.isLoopbackAddress()
        || isUniqueLocal(address.getAddress());
  }

  /** RFC 4193: fc00::/7, which Java does not count as site-local. */
  private static boolean isUniqueLocal(byte[] address) {
    return address.length == 16 && (address[0] & 0xfe) == 0xfc;
  }
}
