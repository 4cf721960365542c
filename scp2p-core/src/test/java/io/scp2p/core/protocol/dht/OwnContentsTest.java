package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.ContentId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnContentsTest {
  private final Some some = new Some(15);

  @Test
  void contentsLieWhereTheirKeysAreInTheOrderOfTheirBytes() {
    List<ContentId> contents = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      contents.add(ContentId.of(some.key().bytes()));
    }
    OwnContents own = new OwnContents(contents);

    assertThat(own.size()).isEqualTo(50);
    List<ContentId> found = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      OwnContents.Placed placed = own.get(i);
      found.add(placed.content());
      assertThat(placed.point()).isEqualTo(Point.of(DhtKeys.providers(placed.content())));
      assertThat(i == 0 || own.get(i - 1).point().compareOrder(placed.point()) < 0).isTrue();
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(contents);
  }
}
