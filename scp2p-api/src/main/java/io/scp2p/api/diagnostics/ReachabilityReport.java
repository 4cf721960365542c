package io.scp2p.api.diagnostics;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.Endpoint;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how others can reach this node, what was tried, and what its user can do about it.
 *
 * @param verdict in one word
 * @param nat what stands in between
 * @param listening where this node listens, addresses of this machine
 * @param endpoints addresses that others are told, the best first
 * @param seen addresses under which this node was seen from outside
 * @param portMapping what the router does for this node
 * @param turnServers how it stands with the configured ones
 * @param relays nodes that keep a tunnel open for this one, so that it can be reached at all
 * @param peers the peers of this moment and those a direct path was looked for of late
 * @param examinedAt the time of this report
 * @param findings what was tried and what came of it, in the order in which a person would ask
 */
public record ReachabilityReport(
    Verdict verdict,
    NatKind nat,
    List<Endpoint> listening,
    List<Endpoint> endpoints,
    List<SeenAddress> seen,
    PortMappingReport portMapping,
    List<TurnServerReport> turnServers,
    List<BootstrapAddress> relays,
    List<PeerPathReport> peers,
    Instant examinedAt,
    List<Finding> findings) {
  /** Takes copies of the lists. */
  public ReachabilityReport {
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(nat, "nat");
    Objects.requireNonNull(portMapping, "portMapping");
    Objects.requireNonNull(examinedAt, "examinedAt");
    listening = List.copyOf(listening);
    endpoints = List.copyOf(endpoints);
    seen = List.copyOf(seen);
    turnServers = List.copyOf(turnServers);
    relays = List.copyOf(relays);
    peers = List.copyOf(peers);
    findings = List.copyOf(findings);
  }

  /** {@return what the user can do, the most useful first; empty if nothing needs doing} */
  public List<String> advice() {
    return findings.stream()
        .map(Finding::advice)
        .filter(advice -> !advice.isEmpty())
        .distinct()
        .toList();
  }

  /** In one word. */
  public enum Verdict {
    /** Not examined yet. */
    UNKNOWN,
    /** Anybody can connect. */
    PUBLIC,
    /** Others can connect when both sides try together. */
    PUNCHABLE,
    /** Others can connect through a relay only. */
    RELAY_ONLY,
    /** Nobody can connect. */
    UNREACHABLE
  }

  /**
   * One thing that was tried.
   *
   * @param subject what: a port, a server, a router, a peer
   * @param works whether it works
   * @param path the path it opens, or null if none
   * @param explanation what happened, for people
   * @param advice what the user can do, or empty
   */
  public record Finding(
      String subject, boolean works, @Nullable PathKind path, String explanation, String advice) {
    /** Requires the texts. */
    public Finding {
      Objects.requireNonNull(subject, "subject");
      Objects.requireNonNull(explanation, "explanation");
      Objects.requireNonNull(advice, "advice");
    }
  }
}
