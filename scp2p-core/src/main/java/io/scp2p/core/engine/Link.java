package io.scp2p.core.engine;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.session.Peer;
import io.scp2p.core.protocol.session.SessionRules;
import io.scp2p.core.wire.message.MessageCodec;
import java.net.InetAddress;

/** What a {@link Network} knows of one established session. */
final class Link {
  final long number;
  final PeerSession session;
  final Peer peer;
  final Endpoint at;
  final MessageCodec codec;
  final Requester requester;
  final boolean mayAsk;
  final int places;
  final long sinceNanos;

  /** Our requests on it that are not over. */
  int asked;

  /** Its requests that are not answered. */
  int serving;

  /** When the listener was last told that it asks too much; long ago at first. */
  long throttledNanos;

  Link(long number, PeerSession session, MessageCodec codec, long nowNanos) {
    this.number = number;
    this.session = session;
    this.peer = session.peer();
    this.at = new Endpoint(session.kind(), session.connection().remote());
    this.codec = codec;
    InetAddress address = at.address().getAddress();
    this.requester =
        peer.extensions().isPresent()
            ? Requester.extended(key(), address, codec)
            : Requester.v1(key(), address);
    boolean manyStreams = session.connection().maxStreams() > 1;
    SessionRules rules = SessionRules.of(peer, session.isInitiator(), manyStreams);
    this.mayAsk = rules.mayAsk();
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

  /** As far as the address says it; whoever punches or relays knows better. */
  PathKind path() {
    InetAddress address = at.address().getAddress();
    boolean near =
        address.isSiteLocalAddress()
            || address.isLinkLocalAddress()
            || address.isLoopbackAddress()
            || isUniqueLocal(address.getAddress());
    return near ? PathKind.LAN : PathKind.DIRECT;
  }

  /** RFC 4193: fc00::/7, which Java does not count as site-local. */
  private static boolean isUniqueLocal(byte[] address) {
    return address.length == 16 && (address[0] & 0xfe) == 0xfc;
  }
}
