package io.scp2p.core.engine.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who has shown a valid token in which community: those, and nobody else, get to see the token of
 * this node (specification section 21, Q-19). Safe for all threads.
 */
final class ShownTokens {
  /** Remembered; of more, those who were here longest ago show theirs again. */
  static final int MAX_REMEMBERED = 4_096;

  private record Who(CommunityId community, NodeKey node) {}

  private final Map<Who, Long> until = new LinkedHashMap<>(16, 0.75f, true);

  synchronized void shown(CommunityId community, NodeKey node, long expiresAtUnix) {
    until.put(new Who(community, node), expiresAtUnix);
    if (until.size() > MAX_REMEMBERED) {
      Iterator<Who> oldest = until.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  synchronized boolean has(CommunityId community, NodeKey node, long nowUnix) {
    Long expiresAt = until.get(new Who(community, node));
    return expiresAt != null && nowUnix <= expiresAt;
  }

  synchronized void forget(CommunityId community) {
    until.keySet().removeIf(who -> who.community.equals(community));
  }
}
