package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.message.FindNodeResult;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.ProviderEntry;
import io.scp2p.core.wire.record.ProviderList;
import io.scp2p.core.wire.record.Providers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a node answers to those who ask it: messages 200 to 202, and 690 of extension X5.1. */
public final class DhtAnswers {
  /** For values that were found and passed on, not published. */
  public static final long CACHE_LIFETIME_SECONDS = 1_800;

  /** Nobody needs to be told to keep something for less. */
  static final long MIN_BATCH_SECONDS = 60;

  private final DhtRules rules;
  private final RoutingTable table;
  private final ValueStore store;

  DhtAnswers(DhtRules rules, RoutingTable table, ValueStore store) {
    this.rules = rules;
    this.table = table;
    this.store = store;
  }

  /** Answers FIND_NODE: nodes that have proved their keys and answered when last asked. */
  public FindNodeResult nodes(NodeId target) {
    return new FindNodeResult(closest(Point.of(target)));
  }

  /**
   * Answers FIND_VALUE.
   *
   * @param own what this node itself has published or follows; it goes before what it keeps
   */
  public FindValueResult value(DhtKey key, @Nullable DhtEntry own, long nowNanos) {
    DhtEntry found = own != null ? own : store.find(key, nowNanos).orElse(null);
    return new FindValueResult(found, closest(Point.of(key)));
  }

  private List<PeerAddress> closest(Point target) {
    SubnetQuota quota = new SubnetQuota(RoutingTable.MAX_PER_SUBNET_AND_BUCKET);
    List<PeerAddress> closest = new ArrayList<>(RoutingTable.BUCKET_SIZE);
    for (Contact contact : table.closest(target, 2 * RoutingTable.BUCKET_SIZE)) {
      if (closest.size() < RoutingTable.BUCKET_SIZE && quota.admit(contact.address())) {
        closest.add(contact.address());
      }
    }
    return closest;
  }

  /**
   * Answers STORE.
   *
   * @return the text of an error answer, or empty
   */
  public Optional<String> store(
      Judged value, @Nullable NodeKey giver, long askedSeconds, long nowNanos, long nowUnix) {
    // A light node says what a full one says that has no room: the giver tries the next.
    return rules.storeValues()
        ? store.store(value, giver, DhtLifetime.storedSeconds(askedSeconds), nowNanos, nowUnix)
        : Optional.of(WireErrorText.DHT_STORE_FULL);
  }

  /** One value of a batch, whose lifetime is taken at its word; returns whether it is kept. */
  public boolean put(
      Judged value, @Nullable NodeKey giver, long askedSeconds, long nowNanos, long nowUnix) {
    return rules.storeValues()
        && store.store(value, giver, batchSeconds(askedSeconds), nowNanos, nowUnix).isEmpty();
  }

  private static long batchSeconds(long asked) {
    return Math.max(MIN_BATCH_SECONDS, Math.min(DhtLifetime.MAX_SECONDS, asked));
  }

  /**
   * The contents of a batch.
   *
   * @param proved that the provider has signed his entry
   * @return how many of them are kept
   */
  public int provide(
      ProviderEntry provider,
      boolean proved,
      List<ContentId> contents,
      @Nullable NodeKey giver,
      long askedSeconds,
      long nowNanos,
      long nowUnix) {
    int kept = 0;
    for (ContentId content : contents) {
      ProviderList list = new ProviderList(content, List.of(provider), nowUnix);
      Judged judged =
          new Judged(
              DhtKeys.providers(content),
              list.encoded(),
              new Providers(content, List.of(provider.address()), nowUnix),
              false,
              list,
              proved ? Set.of(0) : Set.of());
      if (put(judged, giver, askedSeconds, nowNanos, nowUnix)) {
        kept++;
      }
    }
    return kept;
  }
}
