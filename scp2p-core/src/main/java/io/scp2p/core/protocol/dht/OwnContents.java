package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.ContentId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The contents of this node in the order in which their keys lie in the DHT. */
final class OwnContents {
  private final List<Placed> placed;

  /** A content and where its key lies. */
  record Placed(ContentId content, Point point) {}

  OwnContents(List<ContentId> contents) {
    List<Placed> all = new ArrayList<>(contents.size());
    for (ContentId content : contents) {
      all.add(new Placed(content, Point.of(DhtKeys.providers(content))));
    }
    all.sort(Comparator.comparing(Placed::point, Point::compareOrder));
    this.placed = all;
  }

  int size() {
    return placed.size();
  }

  Placed get(int index) {
    return placed.get(index);
  }
}
