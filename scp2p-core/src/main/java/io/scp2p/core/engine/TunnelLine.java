package io.scp2p.core.engine;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.core.protocol.session.SessionInput;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.frame.Envelope;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A session that has become a tunnel (section 14.3), at either end: the relay asks, the firewalled
 * node answers, and nothing else passes. Lives on the loop.
 */
public final class TunnelLine {
  private final Link link;
  private final @Nullable TunnelUser user;
  private final Runnable onClosed;

  /** The firewalled node's end. */
  TunnelLine(Link link, TunnelUser user) {
    this.link = link;
    this.user = user;
    this.onClosed = () -> user.closed(this);
  }

  /** The relay's end. */
  TunnelLine(Link link, Runnable onClosed) {
    this.link = link;
    this.user = null;
    this.onClosed = onClosed;
  }

  /** Who is at the other end of it. */
  public NodeKey peer() {
    return link.key();
  }

  /** Where that is. */
  public Endpoint at() {
    return link.at;
  }

  /** This node's own address on it. */
  public InetSocketAddress local() {
    return link.session.connection().local();
  }

  /** Whether it is there. */
  public boolean isOpen() {
    return link.session.isOpen();
  }

  /** How many requests may be under way in it. */
  public int places() {
    return link.places;
  }

  /** Bytes that passed, both ways. */
  public long bytes() {
    return link.session.receivedBytes() + link.session.sentBytes();
  }

  /** The relay passes a request on; whatever comes back is its answer. */
  public void forward(int type, Encodable payload, int expectedBytes, Reply reply) {
    var unused = link.session.ask(type, SessionInput.ANY_RESPONSE, payload, expectedBytes, reply);
  }

  /** The firewalled node answers. */
  public void answer(long ticket, int type, Encodable payload) {
    link.session.answer(ticket, type, payload);
  }

  /** The firewalled node answers with an error text. */
  public void answerError(long ticket, String text) {
    link.session.answerError(ticket, text);
  }

  /** Ends the tunnel. */
  public void close(String reason) {
    link.session.close(reason);
  }

  boolean asked(long ticket, Envelope request) {
    return user != null && user.asked(this, ticket, request);
  }

  void closed() {
    onClosed.run();
  }
}
