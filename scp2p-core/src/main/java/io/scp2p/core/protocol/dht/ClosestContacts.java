package io.scp2p.core.protocol.dht;

import java.util.ArrayList;
import java.util.List;

/** Keeps the few contacts closest to a point, of many that are looked at once. */
final class ClosestContacts {
  private final Point target;
  private final int limit;
  private final List<Contact> closest;

  ClosestContacts(Point target, int limit) {
    this.target = target;
    this.limit = limit;
    this.closest = new ArrayList<>(limit + 1);
  }

  void add(Contact contact) {
    int end = closest.size();
    if (end == limit
        && target.compareDistance(contact.point(), closest.get(end - 1).point()) >= 0) {
      return;
    }
    int at = end;
    while (at > 0 && target.compareDistance(contact.point(), closest.get(at - 1).point()) < 0) {
      at--;
    }
    closest.add(at, contact);
    if (end == limit) {
      closest.remove(limit);
    }
  }

  boolean isFull() {
    return closest.size() == limit;
  }

  List<Contact> inOrder() {
    return closest;
  }
}
