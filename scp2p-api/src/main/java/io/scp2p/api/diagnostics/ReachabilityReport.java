package io.scp2p.api.diagnostics;

import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.Endpoint;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how others can reach this node.
 *
 * @param verdict in one word
 * @param nat what stands in between
 * @param endpoints addresses that work from outside
 * @param examinedAt when this was found out, or null if it was not yet
 * @param findings what was tried and what came of it, in order
 */
public record ReachabilityReport(
    Verdict verdict,
    NatKind nat,
    List<Endpoint> endpoints,
    @Nullable Instant examinedAt,
    List<Finding> findings) {
  /** Takes copies of the lists. */
  public ReachabilityReport {
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(nat, "nat");
    endpoints = List.copyOf(endpoints);
    findings = List.copyOf(findings);
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
