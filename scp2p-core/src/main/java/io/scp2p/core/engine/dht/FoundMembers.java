package io.scp2p.core.engine.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.dht.DhtValues;
import io.scp2p.core.protocol.dht.DhtVerdict;
import io.scp2p.core.protocol.dht.Subnets;
import io.scp2p.core.wire.record.CommunityMembers;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.DhtRecord;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The members that one look finds: each once, none that nobody can dial. */
final class FoundMembers {
  /** More are not taken; there may be more (docs/community-protocol.md). */
  static final int MAX_FOUND = 1_024;

  private final NodeKey self;

  /** By key, or by the address itself where none was named. */
  private final Map<Object, PeerAddress> found = new LinkedHashMap<>();

  FoundMembers(NodeKey self) {
    this.self = self;
  }

  /** A value as somebody sent it, or as it is stored. */
  void add(DhtKey key, DhtEntry entry) {
    if (DhtValues.validate(key, entry.value()) instanceof DhtVerdict.Accepted accepted) {
      add(accepted.value());
    }
  }

  /** A record that was judged. */
  void add(DhtRecord record) {
    if (record instanceof CommunityMembers members) {
      members.members().forEach(this::add);
    }
  }

  private void add(PeerAddress address) {
    NodeKey key = address.pubkeyHint();
    boolean usable = !Subnets.isUnusable(address) && (key == null || !self.equals(key));
    if (usable && found.size() < MAX_FOUND) {
      found.putIfAbsent(key == null ? address : key, address);
    }
  }

  List<PeerAddress> all() {
    return List.copyOf(found.values());
  }
}
