package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClosestContactsTest {
  private final Some some = new Some(12);
  private final Point target = some.contact().point();
  private final List<Contact> near = some.near(target, 8);

  private ClosestContacts closest(int limit, List<Contact> contacts) {
    ClosestContacts closest = new ClosestContacts(target, limit);
    contacts.forEach(closest::add);
    return closest;
  }

  @Test
  void theClosestAreKeptInWhicheverOrderTheyCome() {
    List<Contact> shuffled = new ArrayList<>(near);
    for (int i = 0; i < 50; i++) {
      Collections.shuffle(shuffled, new Random(i));
      assertThat(closest(3, shuffled).inOrder()).isEqualTo(near.subList(0, 3));
      assertThat(closest(9, shuffled).inOrder()).isEqualTo(near);
    }
  }

  @Test
  void itIsFullWithAsManyAsAreWanted() {
    assertThat(closest(3, List.of()).isFull()).isFalse();
    assertThat(closest(3, near.subList(0, 2)).isFull()).isFalse();
    assertThat(closest(3, near.subList(0, 3)).isFull()).isTrue();
    assertThat(closest(3, near).isFull()).isTrue();
  }

  @Test
  void whoIsAsFarAwayAsTheLastDoesNotTakeItsPlace() {
    Contact first = near.get(1);
    Contact again = some.contact(first.key(), Some.ip(0x1501_0101));
    assertThat(closest(2, List.of(near.get(0), first, again)).inOrder().get(1)).isSameAs(first);
  }
}
