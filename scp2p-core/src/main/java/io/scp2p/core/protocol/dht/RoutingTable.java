package io.scp2p.core.protocol.dht;

import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.dht.Bucket.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The nodes this one knows, many near itself and few far away (section 8.2). Only nodes that have
 * proved their key in a session which this node dialled are ever in it, so the table holds no
 * hearsay and no node that cannot be reached (quirk Q-7).
 *
 * <p>A full bucket keeps its old nodes: the one heard of longest ago is probed, and gives way only
 * if it is silent. So a flood of new nodes pushes out nobody who is alive.
 *
 * <p>Bounds: {@link #BUCKET_SIZE} nodes and {@link Bucket#MAX_SPARES} spares in each of 160
 * buckets, {@link #MAX_PER_SUBNET_AND_BUCKET} of one subnet in a bucket and {@link #MAX_PER_SUBNET}
 * in all.
 */
public final class RoutingTable {
  /** K of section 8.8. */
  public static final int BUCKET_SIZE = 20;

  /** Section 8.2. */
  public static final int MAX_PER_SUBNET_AND_BUCKET = 2;

  /** Ours: a subnet in many buckets could still answer most lookups. */
  public static final int MAX_PER_SUBNET = 10;

  private final Point self;
  private final @Nullable Bucket[] buckets = new Bucket[Point.BITS];
  private final Map<Long, Integer> bySubnet = new HashMap<>();
  private int size;

  /** What becomes of a node that was met. */
  public sealed interface Outcome {
    /** It is in the table. */
    record Kept() implements Outcome {}

    /** The bucket is full; whoever is named here gets the chance to prove that he lives. */
    record Probe(Contact oldest) implements Outcome {}

    /** There is no place for it. */
    record Refused() implements Outcome {}
  }

  /** A table of nobody. */
  RoutingTable(Point self) {
    this.self = self;
  }

  /** A node has proved its key at its address. */
  Outcome met(Contact contact, long nowNanos) {
    int index = self.sharedBits(contact.point());
    if (index == Point.BITS) {
      return new Outcome.Refused();
    }
    Bucket bucket = bucket(index, nowNanos);
    Entry known = bucket.find(contact);
    if (known != null) {
      if (!isNeighbour(known.contact, contact) && !isDiverse(bucket, contact)) {
        drop(bucket, known); // It is not where it was, and where it is now there are enough.
        return new Outcome.Refused();
      }
      moved(known, contact);
      bucket.heard(known, nowNanos);
      return new Outcome.Kept();
    }
    if (!isDiverse(bucket, contact)) {
      return new Outcome.Refused();
    }
    if (bucket.entries().size() < BUCKET_SIZE) {
      add(bucket, contact, nowNanos);
      return new Outcome.Kept();
    }
    Entry oldest = bucket.entries().get(0);
    if (oldest.failures > 0) {
      drop(bucket, oldest);
      add(bucket, contact, nowNanos);
      return new Outcome.Kept();
    }
    bucket.remember(contact);
    if (oldest.probing) {
      return new Outcome.Refused();
    }
    oldest.probing = true;
    return new Outcome.Probe(oldest.contact);
  }

  private static boolean isNeighbour(Contact one, Contact other) {
    return Subnets.of(one.address()) == Subnets.of(other.address());
  }

  private void moved(Entry entry, Contact now) {
    if (!entry.contact.address().equals(now.address())) {
      count(entry.contact, -1);
      count(now, 1);
      entry.contact = now;
    }
  }

  /** A node of the table gave a sign of life. */
  void heard(Contact contact, long nowNanos) {
    Bucket bucket = bucketOf(contact);
    Entry entry = bucket == null ? null : bucket.find(contact);
    if (bucket != null && entry != null) {
      bucket.heard(entry, nowNanos);
    }
  }

  /**
   * A node did not answer. It is not passed on from now on, and gives way to a spare at once, or
   * leaves when it fails again.
   */
  void failed(Contact contact, long nowNanos) {
    Bucket bucket = bucketOf(contact);
    Entry entry = bucket == null ? null : bucket.find(contact);
    if (bucket == null || entry == null) {
      return;
    }
    entry.probing = false;
    entry.failures++;
    if (bucket.spareCount() == 0 && entry.failures < Bucket.MAX_FAILURES) {
      bucket.entries().remove(entry);
      bucket.entries().add(0, entry); // The first to go when a node is met.
      return;
    }
    drop(bucket, entry);
    for (Contact spare = bucket.takeSpare(); spare != null; spare = bucket.takeSpare()) {
      if (isDiverse(bucket, spare)) {
        // Met some time ago: it is as if it had been heard of longest ago.
        add(bucket, spare, nowNanos);
        Entry added = bucket.entries().remove(bucket.entries().size() - 1);
        bucket.entries().add(0, added);
        return;
      }
    }
  }

  /** A node is not to be asked any more, whatever it says. */
  void remove(Contact contact) {
    Bucket bucket = bucketOf(contact);
    Entry entry = bucket == null ? null : bucket.find(contact);
    if (bucket != null && entry != null) {
      drop(bucket, entry);
    }
  }

  /** Whether a node would find a place at once, so that it is worth a dial to make sure of it. */
  boolean wants(Contact contact) {
    int index = self.sharedBits(contact.point());
    if (index == Point.BITS) {
      return false;
    }
    Bucket bucket = buckets[index];
    if (bucket == null) {
      return bySubnet.getOrDefault(Subnets.of(contact.address()), 0) < MAX_PER_SUBNET;
    }
    boolean room = bucket.entries().size() < BUCKET_SIZE || bucket.entries().get(0).failures > 0;
    return room && bucket.find(contact) == null && isDiverse(bucket, contact);
  }

  /** The nodes closest to a point, over the whole table, those in doubt left out. */
  List<Contact> closest(Point target, int count) {
    ClosestContacts closest = new ClosestContacts(target, count);
    int own = self.sharedBits(target);
    // Nobody elsewhere is as close as who shares one bit more with the target than this node does;
    // then come all who share as many, then those who share fewer and fewer.
    collect(own, closest);
    if (!closest.isFull()) {
      for (int i = own + 1; i < buckets.length; i++) {
        collect(i, closest);
      }
    }
    for (int i = Math.min(own, buckets.length) - 1; i >= 0 && !closest.isFull(); i--) {
      collect(i, closest);
    }
    return closest.inOrder();
  }

  private void collect(int index, ClosestContacts closest) {
    Bucket bucket = index < buckets.length ? buckets[index] : null;
    if (bucket != null) {
      for (Entry entry : bucket.entries()) {
        if (entry.isGood()) {
          closest.add(entry.contact);
        }
      }
    }
  }

  /** Whether a node is in the table. */
  boolean contains(Contact contact) {
    Bucket bucket = bucketOf(contact);
    return bucket != null && bucket.find(contact) != null;
  }

  /** A point in the bucket that was used longest ago, if that is long ago; it counts as used. */
  Optional<Point> refreshDue(long nowNanos, long afterNanos, RandomGenerator random) {
    int deepest = deepest();
    for (int i = 0; i <= deepest; i++) {
      Bucket bucket = bucket(i, nowNanos - afterNanos);
      if (Nanos.isDue(bucket.touchedNanos + afterNanos, nowNanos)) {
        bucket.touchedNanos = nowNanos;
        return Optional.of(self.inBucket(i, random));
      }
    }
    return Optional.empty();
  }

  /** The node heard of longest ago, if that is long ago; it counts as being probed. */
  Optional<Contact> probeDue(long nowNanos, long afterNanos) {
    Entry oldest = null;
    for (Bucket bucket : buckets) {
      if (bucket == null || bucket.entries().isEmpty()) {
        continue;
      }
      for (Entry entry : bucket.entries()) {
        if (!entry.probing
            && (oldest == null || Nanos.isBefore(entry.heardNanos, oldest.heardNanos))) {
          oldest = entry;
        }
      }
    }
    if (oldest == null || !Nanos.isDue(oldest.heardNanos + afterNanos, nowNanos)) {
      return Optional.empty();
    }
    oldest.probing = true;
    return Optional.of(oldest.contact);
  }

  /** The index of the deepest bucket with somebody in it; -1 if there is none. */
  int deepest() {
    for (int i = buckets.length - 1; i >= 0; i--) {
      Bucket bucket = buckets[i];
      if (bucket != null && !bucket.entries().isEmpty()) {
        return i;
      }
    }
    return -1;
  }

  /** How many nodes there are. */
  public int size() {
    return size;
  }

  /**
   * Some that are not in doubt, from anywhere but the given ones; fewer if there are not as many.
   */
  List<Contact> scattered(int count, Collection<Contact> but, RandomGenerator random) {
    List<Contact> some = new ArrayList<>(count);
    int seen = 0;
    Set<Contact> excluded = new HashSet<>(but);
    for (Bucket bucket : buckets) {
      for (Entry entry : bucket == null ? List.<Entry>of() : bucket.entries()) {
        if (!entry.isGood() || excluded.contains(entry.contact)) {
          continue;
        }
        // Each with the same chance, in one pass (reservoir sampling).
        seen++;
        if (some.size() < count) {
          some.add(entry.contact);
        } else {
          int place = random.nextInt(seen);
          if (place < count) {
            some.set(place, entry.contact);
          }
        }
      }
    }
    return some;
  }

  /** Everybody in it. */
  List<Contact> all() {
    List<Contact> all = new ArrayList<>(size);
    forEach(entry -> all.add(entry.contact));
    return all;
  }

  private void forEach(Consumer<Entry> action) {
    for (Bucket bucket : buckets) {
      if (bucket != null) {
        bucket.entries().forEach(action);
      }
    }
  }

  private boolean isDiverse(Bucket bucket, Contact contact) {
    long subnet = Subnets.of(contact.address());
    return subnet == Subnets.UNLIMITED
        || (bySubnet.getOrDefault(subnet, 0) < MAX_PER_SUBNET
            && bucket.subnetCount(subnet) < MAX_PER_SUBNET_AND_BUCKET);
  }

  private void add(Bucket bucket, Contact contact, long nowNanos) {
    bucket.add(contact, nowNanos);
    count(contact, 1);
    size++;
  }

  private void drop(Bucket bucket, Entry entry) {
    bucket.entries().remove(entry);
    count(entry.contact, -1);
    size--;
  }

  private void count(Contact contact, int by) {
    long subnet = Subnets.of(contact.address());
    if (subnet != Subnets.UNLIMITED) {
      bySubnet.merge(subnet, by, (a, b) -> a + b == 0 ? null : a + b);
    }
  }

  private @Nullable Bucket bucketOf(Contact contact) {
    int index = self.sharedBits(contact.point());
    return index == Point.BITS ? null : buckets[index];
  }

  private Bucket bucket(int index, long nowNanos) {
    Bucket bucket = buckets[index];
    if (bucket == null) {
      bucket = new Bucket(nowNanos);
      buckets[index] = bucket;
    }
    return bucket;
  }
}
