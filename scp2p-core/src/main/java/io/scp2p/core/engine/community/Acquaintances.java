package io.scp2p.core.engine.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.RowWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Members of each community that this node has spoken to, so that a node that is started again
 * knows whom to dial. Lives on the loop; rows are written away from it.
 */
final class Acquaintances {

  /** Of one community; whoever was seen longest ago makes room. */
  static final int MAX_SEEN = 512;

  private static final int KEY_BYTES = CommunityId.LENGTH + NodeKey.LENGTH;

  private final StateStore store;
  private final RowWriter writer;
  private final Map<CommunityId, Map<NodeKey, Seen>> seen = new HashMap<>();

  Acquaintances(StateStore store, Offload offload) {
    this.store = store;
    this.writer = new RowWriter(store, offload, "members");
  }

  /** What is stored of one community. Blocks. */
  Map<NodeKey, Seen> load(CommunityId community) throws StoreException {
    Map<NodeKey, Seen> found = new HashMap<>();
    try (StateCursor rows = store.scan(Tables.SEEN, community.bytes())) {
      while (rows.next() && found.size() < MAX_SEEN) {
        byte[] key = rows.key();
        if (key.length == KEY_BYTES) {
          byte[] node = Arrays.copyOfRange(key, CommunityId.LENGTH, KEY_BYTES);
          Seen.decode(rows.value()).ifPresent(row -> found.put(NodeKey.of(node), row));
        }
      }
    }
    return found;
  }

  void restore(CommunityId community, Map<NodeKey, Seen> found) {
    seen.computeIfAbsent(community, id -> new HashMap<>()).putAll(found);
  }

  /** Known members, those seen last first. */
  List<Map.Entry<NodeKey, Seen>> of(CommunityId community) {
    Map<NodeKey, Seen> known = seen.getOrDefault(community, Map.of());
    List<Map.Entry<NodeKey, Seen>> all = new ArrayList<>(known.entrySet());
    all.sort(
        Collections.reverseOrder(Comparator.comparingLong(entry -> entry.getValue().seenAt())));
    return all;
  }

  int count(CommunityId community) {
    return seen.getOrDefault(community, Map.of()).size();
  }

  /** Whether any community counts a node as its member. */
  boolean isMember(CommunityId community, NodeKey node) {
    return seen.getOrDefault(community, Map.of()).containsKey(node);
  }

  /** Takes note of members; durable soon, as far as the process goes. */
  void saw(CommunityId community, Map<NodeKey, Seen> members) {
    Map<NodeKey, Seen> known = seen.computeIfAbsent(community, id -> new HashMap<>());
    StateBatch batch = new StateBatch();
    members.forEach(
        (key, row) -> {
          known.put(key, row);
          batch.put(Tables.SEEN, Tables.key(community, key.bytes()), row.encode());
        });
    while (known.size() > MAX_SEEN) {
      NodeKey oldest =
          Collections.min(
                  known.entrySet(), Comparator.comparingLong(entry -> entry.getValue().seenAt()))
              .getKey();
      known.remove(oldest);
      batch.delete(Tables.SEEN, Tables.key(community, oldest.bytes()));
    }
    writer.write(batch);
  }

  /** These say that they have not joined, or not any more. */
  void gone(CommunityId community, Set<NodeKey> nodes) {
    Map<NodeKey, Seen> known = seen.getOrDefault(community, Map.of());
    StateBatch batch = new StateBatch();
    for (NodeKey node : nodes) {
      if (known.remove(node) != null) {
        batch.delete(Tables.SEEN, Tables.key(community, node.bytes()));
      }
    }
    writer.write(batch);
  }

  /** The community was left; its rows went with it. */
  void forget(CommunityId community) {
    seen.remove(community);
  }
}
