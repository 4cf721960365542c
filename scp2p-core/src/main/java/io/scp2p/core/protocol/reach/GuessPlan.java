package io.scp2p.core.protocol.reach;

import io.scp2p.core.protocol.portmap.PortMapping;
import io.scp2p.core.wire.reach.Candidate;
import io.scp2p.core.wire.reach.CandidateKind;
import io.scp2p.core.wire.reach.PathOffer;
import io.scp2p.core.wire.stun.StunAddress;
import java.util.Comparator;
import java.util.Optional;

/**
 * Who does what, should ports have to be guessed; both sides come to the same result.
 *
 * @param own what this side has offered
 * @param remote what the other side has offered
 * @param opens whether this side opens many ports; else it tries many ports of the other one
 * @param target where packets go: to this address, or to other ports of it
 */
public record GuessPlan(PathOffer own, PathOffer remote, boolean opens, StunAddress target) {
  /**
   * A plan for two offers. There is none unless exactly one of the routers gives each destination
   * another port, and both sides have said so: if none does the ordinary checks are enough, if both
   * do nothing is. Packets go only where the other side says it was seen, over an authenticated
   * session; that has to be an address of the internet, and not our own.
   */
  public static Optional<GuessPlan> of(PathOffer own, PathOffer remote) {
    Boolean here = own.differs();
    Boolean there = remote.differs();
    if (here == null || there == null || here.equals(there)) {
      return Optional.empty();
    }
    return remote.candidates().stream()
        .filter(each -> each.kind() == CandidateKind.SERVER_REFLEXIVE || (here && isHost(each)))
        .filter(each -> each.at().ip().isV4() && PortMapping.isPublic(each.at().ip()))
        .filter(each -> own.candidates().stream().noneMatch(ours -> isSame(ours, each)))
        .min(Comparator.comparing(GuessPlan::isHost)) // Hosts last; else the order of the offer.
        .map(each -> new GuessPlan(own, remote, here, each.at()));
  }

  /** One that a firewall keeps packets from, but no router gives another address. */
  private static boolean isHost(Candidate candidate) {
    return candidate.kind() == CandidateKind.HOST;
  }

  /** Both behind one router: it passes nothing back, or the two have met without it. */
  private static boolean isSame(Candidate ours, Candidate theirs) {
    return ours.at().ip().equals(theirs.at().ip());
  }
}
