package io.scp2p.core.engine;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.protocol.path.PathChoice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The established sessions by peer, and which of them carries what. Tells the listener who is
 * connected. Lives on the loop.
 */
final class Links {
  private final Loop loop;
  private final RandomGenerator jitter;
  private final NetworkListener listener;
  private final Map<Long, Link> byNumber = new LinkedHashMap<>();
  private final Map<PeerSession, Link> bySession = new HashMap<>();
  private final Map<NodeKey, Company> byPeer = new HashMap<>();
  private long endedReceivedBytes;
  private long endedSentBytes;

  /** All sessions with one peer. */
  private static final class Company {
    final List<Link> links = new ArrayList<>(2);
    final PathChoice choice;

    /** The one the listener was told of last. */
    Link told;

    Company(Link first, RandomGenerator jitter) {
      this.told = first;
      this.choice = new PathChoice(jitter);
    }
  }

  Links(Loop loop, RandomGenerator jitter, NetworkListener listener) {
    this.loop = loop;
    this.jitter = jitter;
    this.listener = listener;
  }

  void add(Link link) {
    byNumber.put(link.number, link);
    bySession.put(link.session, link);
    Company company = byPeer.get(link.key());
    boolean first = company == null;
    if (company == null) {
      company = new Company(link, jitter);
      byPeer.put(link.key(), company);
    }
    company.links.add(link);
    if (link.mayAsk) {
      company.choice.opened(link.number, link.at.kind(), link.path());
    }
    if (first) {
      listener.connected(link.key(), link.path(), link.at, link.isExtended());
    }
  }

  void remove(Link link) {
    if (byNumber.containsKey(link.number)) {
      endedReceivedBytes += link.session.receivedBytes();
      endedSentBytes += link.session.sentBytes();
    }
    byNumber.remove(link.number);
    bySession.remove(link.session);
    Company company = byPeer.get(link.key());
    if (company == null) {
      return;
    }
    company.links.remove(link);
    company.choice.closed(link.number);
    if (company.links.isEmpty()) {
      byPeer.remove(link.key());
      listener.disconnected(link.key());
    } else if (company.told == link) {
      tell(company, company.links.get(company.links.size() - 1));
    }
  }

  /** A session has become a tunnel: it carries nothing of this node any more. */
  void reserve(Link link) {
    Company company = byPeer.get(link.key());
    if (company != null) {
      company.choice.closed(link.number);
    }
  }

  private void tell(Company company, Link now) {
    Link before = company.told;
    company.told = now;
    listener.pathChanged(now.key(), before.path(), now.path(), now.at);
  }

  Optional<Link> byNumber(long number) {
    return Optional.ofNullable(byNumber.get(number));
  }

  @Nullable Link of(PeerSession session) {
    return bySession.get(session);
  }

  /** A copy: whoever walks through it may end sessions. */
  Collection<Link> all() {
    return List.copyOf(byNumber.values());
  }

  /** The sessions with a peer. */
  List<Link> with(NodeKey peer) {
    Company company = byPeer.get(peer);
    return company == null ? List.of() : List.copyOf(company.links);
  }

  /** The session for the next request to a peer; empty if one has to be made. */
  Optional<Link> choose(NodeKey peer, boolean bulk) {
    Company company = byPeer.get(peer);
    Link link = company == null ? null : chosen(company, bulk);
    if (company != null && link != null && bulk && isAnotherWay(company.told, link)) {
      tell(company, link);
    }
    return Optional.ofNullable(link);
  }

  /** Sessions that share bulk are one way to whoever listens. */
  private static boolean isAnotherWay(Link told, Link now) {
    return told != now
        && (!told.session.isOpen() || told.at.kind() != now.at.kind() || told.path() != now.path());
  }

  private @Nullable Link chosen(Company company, boolean bulk) {
    OptionalLong number = company.choice.choose(now(), bulk);
    return number.isPresent() ? byNumber.get(number.getAsLong()) : null;
  }

  /** The session that would carry bulk to a peer; empty if there is none. */
  Optional<Link> forBulk(NodeKey peer) {
    Company company = byPeer.get(peer);
    return company == null ? Optional.empty() : Optional.ofNullable(chosen(company, true));
  }

  void asked(Link link, Question question) {
    Company company = byPeer.get(link.key());
    if (company != null && question.isBulk()) {
      company.choice.asked(now(), link.number);
    }
  }

  /** A request has ended with so many bytes. */
  void ended(Link link, Question question, int bytes) {
    Company company = byPeer.get(link.key());
    if (company != null && question.isBulk()) {
      company.choice.ended(now(), link.number, bytes);
    }
  }

  void answered(Link link, Question question, int bytes) {
    Company company = byPeer.get(link.key());
    if (company != null && !question.isBulk() && bytes < PathChoice.BULK_BYTES) {
      company.choice.answered(link.number, now() - question.askedNanos);
    }
  }

  long latencyNanos(Link link) {
    Company company = byPeer.get(link.key());
    return company == null ? 0 : company.choice.latencyNanos(link.number);
  }

  /** The shortest time in which a peer has answered; 0 if unknown. */
  long roundTripNanos(NodeKey peer) {
    Company company = byPeer.get(peer);
    return company == null ? 0 : company.choice.roundTripNanos();
  }

  /** Whether to get a TCP session for bulk now; {@link #dialled} has to follow. */
  boolean wantsTcp(NodeKey peer) {
    Company company = byPeer.get(peer);
    return company != null && company.choice.wantsTcp(now());
  }

  /**
   * Where to dial for one more TCP session beside those that there are: only where this node has
   * dialled the peer before, not where the peer says that it is, and not where both had to dial.
   */
  Optional<Endpoint> wantsStrand(NodeKey peer) {
    Company company = byPeer.get(peer);
    if (company == null || !company.told.isExtended()) {
      return Optional.empty();
    }
    Optional<Endpoint> tcp =
        company.links.stream()
            .filter(link -> link.at.kind() == TransportKind.TCP && !link.relayed)
            .filter(link -> link.session.isInitiator() && link.opened == null)
            .map(link -> link.at)
            .findFirst();
    return tcp.isPresent() && company.choice.wantsStrand(now()) ? tcp : Optional.empty();
  }

  void strandDialled(NodeKey peer, boolean succeeded) {
    Company company = byPeer.get(peer);
    if (company != null) {
      company.choice.strandDialled(now(), succeeded);
    }
  }

  void dialled(NodeKey peer, boolean succeeded) {
    Company company = byPeer.get(peer);
    if (company != null) {
      company.choice.dialled(now(), succeeded);
    }
  }

  private long now() {
    return loop.time().nanos();
  }

  /** Received since the start, over sessions that have ended, too. */
  long receivedBytes() {
    return endedReceivedBytes
        + all().stream().mapToLong(link -> link.session.receivedBytes()).sum();
  }

  /** As {@link #receivedBytes}, of what was sent. */
  long sentBytes() {
    return endedSentBytes + all().stream().mapToLong(link -> link.session.sentBytes()).sum();
  }
}
