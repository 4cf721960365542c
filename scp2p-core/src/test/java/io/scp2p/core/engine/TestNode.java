package io.scp2p.core.engine;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.Transport;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.session.HandshakeFailure;
import io.scp2p.core.protocol.session.LocalNode;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.HelloOffer;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A node that answers every request 700 with 701 and the same payload, and 702 with an error. */
final class TestNode implements SessionHost {
  static final int ECHO = 700;
  static final int ECHOED = 701;
  static final int REFUSED = 702;
  static final int IGNORED = 704;

  /** What was said of a failed handshake. */
  record Refusal(boolean initiator, HandshakeFailure why, @Nullable NodeKey claimedKey) {}

  final Loop loop;
  final Transport transport;
  final SigningKey key;
  final Sessions sessions;
  final List<PeerSession> established = new CopyOnWriteArrayList<>();
  final List<Refusal> refused = new CopyOnWriteArrayList<>();
  final List<SessionFailure> closed = new CopyOnWriteArrayList<>();
  volatile int served;
  volatile boolean welcoming = true;
  @Nullable InetSocketAddress address;

  TestNode(Loop loop, Transport transport, Entropy entropy, @Nullable HelloOffer offer) {
    this.loop = loop;
    this.transport = transport;
    this.key = SigningKey.generate(entropy);
    LocalNode local = new LocalNode(key, new Capabilities(true, true, false, true, false), offer);
    this.sessions = new Sessions(loop, local, entropy, this, known -> false);
  }

  @Override
  public boolean welcomes(NodeKey peer) {
    return welcoming;
  }

  @Override
  public void established(PeerSession session) {
    established.add(session);
  }

  @Override
  public void refused(
      Endpoint remote, boolean initiator, HandshakeFailure why, @Nullable NodeKey claimedKey) {
    refused.add(new Refusal(initiator, why, claimedKey));
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Only the loop writes.
  @Override
  public void serve(PeerSession session, long ticket, Envelope request) {
    served++;
    Bytes payload = request.payload().detached();
    if (request.type() == ECHO) {
      session.answer(ticket, ECHOED, out -> out.raw(payload));
    } else if (request.type() != IGNORED) {
      session.answerError(ticket, "refused by the test");
    }
  }

  @Override
  public void closed(PeerSession session, SessionFailure why) {
    closed.add(why);
  }
}
