package io.scp2p.core.protocol.dht;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The nodes that share a certain number of leading bits with this one. */
final class Bucket {
  /** Spare nodes remembered for each bucket, for when one of it fails. */
  static final int MAX_SPARES = 4;

  /** After so many failures in a row a node is replaced even if nobody waits for its place. */
  static final int MAX_FAILURES = 2;

  /** Heard of longest ago first. */
  private final List<Entry> entries = new ArrayList<>(4);

  /** Met most recently last. */
  private final List<Contact> spares = new ArrayList<>(1);

  long touchedNanos;

  /** A node that has proved its key to us. */
  static final class Entry {
    Contact contact;
    long heardNanos;
    int failures;
    boolean probing;

    Entry(Contact contact, long heardNanos) {
      this.contact = contact;
      this.heardNanos = heardNanos;
    }

    boolean isGood() {
      return failures == 0;
    }
  }

  Bucket(long nowNanos) {
    this.touchedNanos = nowNanos;
  }

  List<Entry> entries() {
    return entries;
  }

  @Nullable Entry find(Contact contact) {
    for (Entry entry : entries) {
      if (entry.contact.equals(contact)) {
        return entry;
      }
    }
    return null;
  }

  /** It answered, so it is the last that should ever be doubted. */
  void heard(Entry entry, long nowNanos) {
    entry.heardNanos = nowNanos;
    entry.failures = 0;
    entry.probing = false;
    touchedNanos = nowNanos;
    entries.remove(entry);
    entries.add(entry);
  }

  void add(Contact contact, long nowNanos) {
    spares.remove(contact);
    entries.add(new Entry(contact, nowNanos));
    touchedNanos = nowNanos;
  }

  void remember(Contact contact) {
    spares.remove(contact);
    spares.add(contact);
    if (spares.size() > MAX_SPARES) {
      spares.remove(0);
    }
  }

  /** The spare met last, if there is one. */
  @Nullable Contact takeSpare() {
    return spares.isEmpty() ? null : spares.remove(spares.size() - 1);
  }

  int subnetCount(long subnet) {
    int count = 0;
    for (Entry entry : entries) {
      if (Subnets.of(entry.contact.address()) == subnet) {
        count++;
      }
    }
    return count;
  }

  int spareCount() {
    return spares.size();
  }
}
