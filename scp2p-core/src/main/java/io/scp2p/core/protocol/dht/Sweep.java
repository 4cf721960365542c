package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.message.DhtPut;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Store;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.ProviderEntry;
import io.scp2p.core.wire.record.ProviderList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Announces many contents in one pass through the space of keys. Each lookup finds the nodes of a
 * whole region, and all contents of the region go to them together: a node hears of its share of a
 * hundred thousand contents in one or two messages.
 *
 * <p>To a node that speaks v1 each content goes alone (section 8.6.3), after a look at the record
 * it has: the reference would replace one seeder by the other (quirk Q-11).
 *
 * <p>Bounds: nodes remembered, messages under way. Slow nodes slow the sweep down, so it never has
 * more to say than {@link #MAX_UNDER_WAY} nodes are told at once.
 */
final class Sweep {
  static final int MAX_CONTENTS = 500_000;
  static final int MAX_UNDER_WAY = 8;

  /** Nodes around the place where the sweep is. */
  private static final int MAX_KNOWN = 256;

  /** Nodes taken over from one lookup. */
  private static final int FROM_LOOKUP = 96;

  /** A node that got nothing more for so many steps has been left behind. */
  private static final int STEPS_TO_FLUSH = 3;

  /** So much is said at once, to nodes that take it. */
  private static final int MAX_BATCH = 2_048;

  private final Asking asking;
  private final ProviderEntry self;
  private final OwnContents contents;
  private final long updatedAt;
  private final DhtRules rules;
  private final Runnable done;
  private final Map<NodeKey, Contact> known = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<NodeKey, Parcel> parcels = new LinkedHashMap<>();
  private int position;
  private int step;
  private int underWay;
  private long requests;
  private boolean looking;
  private boolean over;

  /** What is to be said to one node. */
  private static final class Parcel {
    final PeerAddress to;
    final List<ContentId> contents = new ArrayList<>();
    int lastStep;

    Parcel(PeerAddress to) {
      this.to = to;
    }
  }

  Sweep(
      Asking asking,
      ProviderEntry self,
      List<ContentId> contents,
      long updatedAt,
      DhtRules rules,
      Runnable done) {
    this.asking = asking;
    this.self = self;
    this.contents = new OwnContents(contents.subList(0, Math.min(contents.size(), MAX_CONTENTS)));
    this.updatedAt = updatedAt;
    this.rules = rules;
    this.done = done;
  }

  /** Goes on as far as it can. */
  void go(long nowNanos) {
    if (over || looking || underWay >= MAX_UNDER_WAY) {
      return;
    }
    if (position < contents.size()) {
      looking = true;
      List<PeerAddress> near = new ArrayList<>();
      known.values().forEach(contact -> near.add(contact.address()));
      Point next = contents.get(position).point();
      asking.findNodes(LookupGoal.nodes(next.id()), near, nowNanos, this::found);
    } else if (!parcels.isEmpty()) {
      step += STEPS_TO_FLUSH + 1;
      flush(nowNanos);
    } else if (underWay == 0) {
      over = true;
      done.run();
    }
  }

  /** Nobody wants it any more. */
  void stop() {
    over = true;
    parcels.clear();
  }

  long requests() {
    return requests;
  }

  int size() {
    return contents.size();
  }

  private void found(Lookup lookup, long nowNanos) {
    looking = false;
    requests += lookup.asked();
    if (over) {
      return;
    }
    Point target = contents.get(position).point();
    List<PeerAddress> region = lookup.closest(FROM_LOOKUP);
    for (PeerAddress address : region) {
      Contact.named(address).ifPresent(contact -> known.put(contact.key(), contact));
    }
    forget();
    int covered = covered(target, region);
    do {
      deal(contents.get(position));
      position++;
    } while (position < contents.size()
        && contents.get(position).point().sharedBits(target) >= covered);
    step++;
    flush(nowNanos);
    go(nowNanos);
  }

  private void forget() {
    Iterator<NodeKey> oldest = known.keySet().iterator();
    while (known.size() > MAX_KNOWN && oldest.hasNext()) {
      oldest.next();
      oldest.remove();
    }
  }

  /**
   * How many leading bits a key must share with the target for its closest nodes to be known: the
   * lookup has found every node that shares more bits than the last of the closest does.
   */
  private int covered(Point target, List<PeerAddress> region) {
    int last = Math.min(region.size(), rules.replication()) - 1;
    if (region.size() < rules.replication()) {
      return 0; // There are no more nodes than these.
    }
    return Contact.named(region.get(last))
        .map(contact -> target.sharedBits(contact.point()) + 1)
        .orElse(Point.BITS);
  }

  private void deal(OwnContents.Placed placed) {
    ClosestContacts closest = new ClosestContacts(placed.point(), rules.replication());
    known.values().forEach(closest::add);
    for (Contact contact : closest.inOrder()) {
      Parcel parcel = parcels.computeIfAbsent(contact.key(), key -> new Parcel(contact.address()));
      parcel.contents.add(placed.content());
      parcel.lastStep = step;
    }
  }

  /** Sends what is complete. */
  private void flush(long nowNanos) {
    Iterator<Parcel> all = parcels.values().iterator();
    List<Parcel> ready = new ArrayList<>();
    while (all.hasNext()) {
      Parcel parcel = all.next();
      if (parcel.contents.size() >= MAX_BATCH || parcel.lastStep + STEPS_TO_FLUSH < step) {
        ready.add(parcel);
        all.remove();
      }
    }
    for (Parcel parcel : ready) {
      underWay++;
      send(parcel, 0, nowNanos);
    }
  }

  private void send(Parcel parcel, int from, long nowNanos) {
    if (from >= parcel.contents.size() || over) {
      underWay--;
      go(nowNanos);
    } else if (asking.speech(parcel.to) == Speech.BATCHES) {
      int to = Math.min(parcel.contents.size(), from + MAX_BATCH);
      Request batch =
          new DhtPut(List.of(), self, parcel.contents.subList(from, to), DhtLifetime.MIN_SECONDS);
      requests++;
      asking.store(parcel.to, batch, nowNanos, (reply, now) -> sent(parcel, to, reply, now));
    } else {
      alone(parcel, from, nowNanos);
    }
  }

  private void sent(Parcel parcel, int next, DhtReply reply, long nowNanos) {
    boolean gone = reply instanceof DhtReply.Failed failed && failed.why() != DhtReply.Why.REFUSED;
    send(parcel, gone ? parcel.contents.size() : next, nowNanos);
  }

  private void alone(Parcel parcel, int at, long nowNanos) {
    DhtKey key = DhtKeys.providers(parcel.contents.get(at));
    requests++;
    asking.store(
        parcel.to,
        new FindValue(key),
        nowNanos,
        (reply, now) -> {
          if (reply instanceof DhtReply.Value found) {
            store(parcel, at, found, now);
          } else {
            sent(parcel, at + 1, reply, now);
          }
        });
  }

  private void store(Parcel parcel, int at, DhtReply.Value found, long nowNanos) {
    if (asking.speech(parcel.to) == Speech.BATCHES) {
      send(parcel, at, nowNanos); // Now there is a session, and it turns out to be one of ours.
      return;
    }
    ContentId content = parcel.contents.get(at);
    Judged judged = found.value();
    ProviderList there = judged == null ? null : judged.providers();
    List<ProviderEntry> entries = new ArrayList<>(List.of(self));
    if (there != null) {
      there.entries().stream()
          .filter(entry -> !entry.address().equals(self.address()))
          .filter(entry -> !entry.owner().equals(self.owner()))
          .filter(entry -> !Subnets.isUnusable(entry.address()))
          .limit(ValueStore.MAX_PROVIDERS - 1L)
          .forEach(entries::add);
    }
    DhtEntry entry =
        new DhtEntry(
            DhtKeys.providers(content),
            new ProviderList(content, entries, updatedAt).encoded(),
            DhtLifetime.MIN_SECONDS);
    requests++;
    asking.store(
        parcel.to, new Store(entry), nowNanos, (reply, now) -> sent(parcel, at + 1, reply, now));
  }
}
