package io.scp2p.core.engine.reach;

import io.scp2p.core.engine.turn.TurnPaths;
import io.scp2p.core.engine.turn.TurnRelays;
import io.scp2p.core.wire.reach.Candidate;
import io.scp2p.core.wire.reach.CandidateKind;
import io.scp2p.core.wire.reach.PathOffer;
import io.scp2p.core.wire.stun.StunAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What TURN servers add to searches for a path: addresses there to offer, and ways from there to
 * the addresses of the other side. Lives on the loop.
 */
final class TurnWays {
  /** Relayed addresses that are offered, and from which ways are opened. */
  static final int MAX_RELAYED = 2;

  /** Ways of one search: each is a permission at a server and takes part in the checks. */
  static final int MAX_WAYS = 8;

  private static final int FIRST_PREFERENCE = 65_535;

  /** Where both sides have servers, each datagram would go through two: after all others. */
  private static final int TWICE_PREFERENCE = 32_767;

  private final Supplier<List<StunAddress>> relayed;
  private final BooleanSupplier pending;
  private final TurnPaths paths;

  /** From where, and to where. */
  record Way(StunAddress relayed, StunAddress peer) {}

  /** A search has ways from the time both offers are known until it ends. */
  static final class Opened {
    private final Map<StunAddress, Way> byAlias = new LinkedHashMap<>();
    private @Nullable StunAddress kept;

    /** Where a way leads; empty if the address is none of them. */
    Optional<Way> of(StunAddress alias) {
      return Optional.ofNullable(byAlias.get(alias));
    }

    private boolean leadsFrom(StunAddress relayed, StunAddress peer) {
      return byAlias.values().stream()
          .anyMatch(way -> way.relayed().equals(relayed) && way.peer().ip().equals(peer.ip()));
    }
  }

  /**
   * Without a way.
   *
   * @param relayed the addresses at servers, as the host has named those
   * @param pending whether a server may give an address within a moment
   */
  TurnWays(Supplier<List<StunAddress>> relayed, BooleanSupplier pending, TurnPaths paths) {
    this.relayed = relayed;
    this.pending = pending;
    this.paths = paths;
  }

  static TurnWays of(TurnRelays relays, TurnPaths paths) {
    return new TurnWays(
        relays::candidates,
        () -> relays.states().stream().anyMatch(each -> each.ended() == null),
        paths);
  }

  /** Of an offer what leads through no server. */
  static PathOffer without(PathOffer offer) {
    List<Candidate> direct =
        offer.candidates().stream().filter(each -> each.kind() != CandidateKind.RELAYED).toList();
    return offer.with(direct);
  }

  /** The addresses to offer. */
  List<StunAddress> candidates() {
    return relayed.get().stream().limit(MAX_RELAYED).toList();
  }

  /** Whether a server may give an address within a moment. */
  boolean isPending() {
    return candidates().isEmpty() && pending.getAsBoolean();
  }

  /** Opens ways from every address here to those that a peer has offered, the likeliest first. */
  List<Candidate> open(Opened to, PathOffer theirs) {
    List<Candidate> remotes =
        theirs.candidates().stream().sorted(Comparator.comparingInt(TurnWays::rank)).toList();
    List<Candidate> opened = new ArrayList<>();
    for (Candidate remote : remotes) {
      for (StunAddress own : candidates()) {
        boolean sameFamily = own.ip().isV4() == remote.at().ip().isV4();
        if (sameFamily) {
          open(to, own, remote.at(), remote.kind() == CandidateKind.RELAYED).ifPresent(opened::add);
        }
      }
    }
    return opened;
  }

  /** What the server sees of a peer behind a router, at best; private addresses come last. */
  private static int rank(Candidate remote) {
    return switch (remote.kind()) {
      case SERVER_REFLEXIVE, PEER_REFLEXIVE -> 0;
      case MAPPED -> 1;
      case RELAYED -> 2;
      case HOST -> 3;
    };
  }

  private Optional<Candidate> open(Opened to, StunAddress own, StunAddress peer, boolean twice) {
    Way way = new Way(own, peer);
    if (to.byAlias.size() >= MAX_WAYS || to.byAlias.containsValue(way)) {
      return Optional.empty();
    }
    int preference = (twice ? TWICE_PREFERENCE : FIRST_PREFERENCE) - to.byAlias.size();
    return paths
        .open(own, peer)
        .map(StunPort::address)
        .map(
            alias -> {
              to.byAlias.put(alias, way);
              return Candidate.of(CandidateKind.RELAYED, alias, preference);
            });
  }

  /**
   * A check of the other side has come from a port that it did not name, as a router has given it:
   * opens a way back, if the search has one to this address already.
   */
  Optional<Candidate> answer(Opened to, StunAddress own, StunAddress peer) {
    return to.kept == null && to.leadsFrom(own, peer)
        ? open(to, own, peer, false)
        : Optional.empty();
  }

  /** A search has chosen: all other ways end. */
  void keep(Opened of, StunAddress chosen) {
    of.kept = chosen;
    for (StunAddress alias : List.copyOf(of.byAlias.keySet())) {
      if (!alias.equals(chosen)) {
        end(of, alias);
      }
    }
  }

  /** A search is over. */
  void close(Opened of) {
    List.copyOf(of.byAlias.keySet()).forEach(alias -> end(of, alias));
  }

  private void end(Opened of, StunAddress alias) {
    of.byAlias.remove(alias);
    paths.close(StunPort.socketAddress(alias));
  }

  /** Who looks at what comes from ports that nobody named. */
  void tellStrangers(TurnPaths.Strangers listener) {
    paths.tellStrangers(listener);
  }
}
