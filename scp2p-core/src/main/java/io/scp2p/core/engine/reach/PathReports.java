package io.scp2p.core.engine.reach;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.stun.StunAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came of looking for paths, of each peer the last time, in words. */
final class PathReports {
  /** Peers of whom it is known; who was looked for longest ago is forgotten for a new one. */
  static final int MAX_REPORTS = 1_024;

  private static final System.Logger LOG = System.getLogger(PathReports.class.getName());

  private final Map<NodeKey, PathReport> reports = new LinkedHashMap<>();

  void add(Attempt attempt, boolean direct, String words) {
    LOG.log(System.Logger.Level.DEBUG, "peer {0}: {1}", attempt.peer.id(), words);
    reports.remove(attempt.peer);
    if (reports.size() == MAX_REPORTS) {
      reports.remove(reports.keySet().iterator().next());
    }
    reports.put(attempt.peer, new PathReport(attempt.peer, direct, attempt.agent.checks(), words));
  }

  /** How a search goes; of a path that works nobody is told that a better one was not found. */
  void say(Attempt attempt, String words) {
    if (attempt.better) {
      LOG.log(System.Logger.Level.DEBUG, "peer {0}, better path: {1}", attempt.peer.id(), words);
    } else {
      add(attempt, false, words);
    }
  }

  List<PathReport> all() {
    return List.copyOf(reports.values());
  }

  /** For a path that works. */
  static String found(Attempt attempt, StunAddress remote, boolean relayed, long nowNanos) {
    String after =
        " after "
            + (nowNanos - attempt.sinceNanos) / Duration.ofMillis(1).toNanos()
            + " ms"
            + " and "
            + attempt.agent.checks()
            + " checks.";
    String where = where(attempt, remote);
    return relayed
        ? "No direct path worked; one through a TURN server, " + where + ", did" + after
        : "A direct path " + where + " was found" + after;
  }

  /** Where a path leads: an address that stands for a way would say nothing to anybody. */
  static String where(Attempt attempt, StunAddress remote) {
    StunAddress target = attempt.guesses.target(remote);
    if (target != null) {
      return "from a port of its own to " + target;
    }
    return attempt
        .ways
        .of(remote)
        .map(way -> "from " + way.relayed() + " there to " + way.peer())
        .orElse("to " + remote);
  }
}
