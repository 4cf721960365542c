package io.scp2p.core.engine.relay;

import io.scp2p.api.id.NodeKey;
import java.util.LinkedHashSet;
import java.util.Set;

/** Stand-ins for the keys of nodes that never say who they are: anybody can name any number. */
final class Strangers {
  /** The one named first makes room; whoever is forgotten is found again with his address. */
  static final int MAX_STRANGERS = 8_192;

  private final Set<NodeKey> standIns = new LinkedHashSet<>();

  void add(NodeKey standIn) {
    if (standIns.size() >= MAX_STRANGERS && !standIns.contains(standIn)) {
      standIns.remove(standIns.iterator().next());
    }
    standIns.add(standIn);
  }

  boolean contains(NodeKey key) {
    return standIns.contains(key);
  }

  int size() {
    return standIns.size();
  }
}
