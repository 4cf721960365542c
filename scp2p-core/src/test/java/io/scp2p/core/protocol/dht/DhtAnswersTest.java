package io.scp2p.core.protocol.dht;

import static io.scp2p.core.protocol.dht.SomeValues.NOW;
import static io.scp2p.core.protocol.dht.SomeValues.address;
import static io.scp2p.core.protocol.dht.SomeValues.judged;
import static io.scp2p.core.protocol.dht.SomeValues.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireException;
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
import org.junit.jupiter.api.Test;

/** What others get to hear, and what is kept for them. */
class DhtAnswersTest {
  private static final long DAY = 86_400;

  private final Some some = new Some(17);
  private final Point self = Point.of(some.key());
  private final RoutingTable table = new RoutingTable(self);
  private final ValueStore store = new ValueStore(self, 100, 1 << 20);
  private final DhtAnswers answers = new DhtAnswers(DhtRules.DEFAULT, table, store);
  private final DhtKey key = SomeValues.PROVIDERS_KEY;
  private final Bytes value = new Providers(SomeValues.CONTENT, List.of(), NOW).encoded();

  private DhtAnswers light() {
    DhtRules rules = DhtRules.DEFAULT;
    return new DhtAnswers(
        new DhtRules(
            rules.replication(),
            rules.parallelism(),
            rules.lookupTimeout(),
            false,
            rules.maxValues(),
            rules.maxValueBytes()),
        table,
        store);
  }

  private long kept() {
    return store.find(key, 0).orElseThrow().ttlSeconds();
  }

  @Test
  void twentyOfTheClosestAndOfNoSubnetMoreThanTwo() {
    Point target = some.contact().point();
    List<Contact> crowd = new ArrayList<>();
    for (int bucket = 0; bucket < 3; bucket++) {
      for (int i = 0; i < 2; i++) {
        crowd.add(some.inSubnet(self, bucket, 7, i));
      }
    }
    crowd.forEach(each -> table.met(each, 0));
    some.near(target, 200).forEach(each -> table.met(each, 0));

    List<PeerAddress> expected = new ArrayList<>();
    int crowded = 0;
    for (Contact contact : table.closest(target, table.size())) {
      crowded += crowd.contains(contact) ? 1 : 0;
      if (expected.size() < RoutingTable.BUCKET_SIZE
          && (!crowd.contains(contact) || crowded <= RoutingTable.MAX_PER_SUBNET_AND_BUCKET)) {
        expected.add(contact.address());
      }
    }
    assertThat(answers.nodes(target.id()).peers()).isEqualTo(expected);
    for (Contact contact : crowd) {
      assertThat(answers.nodes(contact.key().id()).peers())
          .hasSize(RoutingTable.BUCKET_SIZE)
          .contains(contact.address())
          .filteredOn(address -> crowd.stream().anyMatch(each -> each.address().equals(address)))
          .hasSizeLessThanOrEqualTo(RoutingTable.MAX_PER_SUBNET_AND_BUCKET);
    }
  }

  @Test
  void whatThisNodePublishedGoesBeforeWhatItKeeps() {
    Contact known = some.contact();
    table.met(known, 0);
    List<PeerAddress> closer = List.of(known.address());
    assertThat(answers.value(key, null, 0)).isEqualTo(new FindValueResult(null, closer));

    answers.store(judged(key, value), some.key(), DAY, 0, NOW);
    assertThat(answers.value(key, null, 0))
        .isEqualTo(new FindValueResult(new DhtEntry(key, value, DAY), closer));

    DhtEntry own = new DhtEntry(key, Bytes.EMPTY, 7);
    assertThat(answers.value(key, own, 0)).isEqualTo(new FindValueResult(own, closer));
  }

  @Test
  void whoeverStoresGetsADayToAWeek() {
    assertThat(answers.store(judged(key, value), some.key(), 1, 0, NOW)).isEmpty();
    assertThat(kept()).isEqualTo(DhtLifetime.MIN_SECONDS);
    answers.store(judged(key, value), some.key(), DAY + 1, 0, NOW);
    assertThat(kept()).isEqualTo(DAY + 1);
    answers.store(judged(key, value), some.key(), DhtLifetime.MAX_SECONDS + 1, 0, NOW);
    assertThat(kept()).isEqualTo(DhtLifetime.MAX_SECONDS);
    assertThat(DhtLifetime.storedSeconds(-1)).as("unsigned").isEqualTo(DhtLifetime.MAX_SECONDS);
    assertThat(DhtLifetime.storedSeconds(0)).isEqualTo(DhtLifetime.MIN_SECONDS);
  }

  @Test
  void aBatchIsTakenAtItsWordFromAMinuteToAWeek() {
    assertThat(answers.put(judged(key, value), some.key(), 1, 0, NOW)).isTrue();
    assertThat(kept()).isEqualTo(DhtAnswers.MIN_BATCH_SECONDS);
    answers.put(judged(key, value), some.key(), DhtAnswers.MIN_BATCH_SECONDS + 1, 0, NOW);
    assertThat(kept()).isEqualTo(DhtAnswers.MIN_BATCH_SECONDS + 1);
    answers.put(judged(key, value), some.key(), Long.MAX_VALUE, 0, NOW);
    assertThat(kept()).isEqualTo(DhtLifetime.MAX_SECONDS);
  }

  @Test
  void aLightNodeKeepsNothing() {
    assertThat(light().store(judged(key, value), some.key(), DAY, 0, NOW))
        .isEqualTo(Optional.of(WireErrorText.DHT_STORE_FULL));
    assertThat(light().put(judged(key, value), some.key(), DAY, 0, NOW)).isFalse();
    ProviderEntry provider = ProviderEntry.unsigned(address(null, 1));
    List<ContentId> contents = List.of(SomeValues.CONTENT);
    assertThat(light().provide(provider, false, contents, some.key(), DAY, 0, NOW)).isZero();
    assertThat(store.size()).isZero();
  }

  private List<ContentId> contents(int count) {
    List<ContentId> contents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      contents.add(ContentId.of(some.key().bytes()));
    }
    return contents;
  }

  private ProviderList listed(ContentId content) throws WireException {
    return ProviderList.decode(store.find(DhtKeys.providers(content), 0).orElseThrow().value());
  }

  @Test
  void eachContentOfABatchNamesItsProvider() throws Exception {
    List<ContentId> contents = contents(3);
    SigningKey owner = key(1);
    ProviderEntry signed = ProviderSeal.sign(address(owner.nodeKey(), 1), owner, NOW);
    ProviderEntry other = ProviderEntry.unsigned(address(owner.nodeKey(), 2));

    assertThat(answers.provide(signed, true, contents, some.key(), DAY, 0, NOW)).isEqualTo(3);
    assertThat(answers.provide(other, false, contents, some.key(), DAY, 9, NOW)).isEqualTo(3);

    for (ContentId content : contents) {
      assertThat(listed(content)).isEqualTo(new ProviderList(content, List.of(signed), NOW));
    }
  }

  @Test
  void whatWasNotProvedIsKeptAsHearsay() throws Exception {
    ContentId content = contents(1).get(0);
    SigningKey owner = key(1);
    ProviderEntry signed = ProviderSeal.sign(address(owner.nodeKey(), 1), owner, NOW);
    ProviderEntry other = ProviderEntry.unsigned(address(owner.nodeKey(), 2));
    answers.provide(signed, false, List.of(content), some.key(), DAY, 0, NOW);
    answers.provide(other, false, List.of(content), some.key(), DAY, 9, NOW);
    assertThat(listed(content).entries()).containsExactly(other);
  }

  @Test
  void whatHasNoRoomIsNotCounted() {
    ValueStore small = new ValueStore(self, 4, 1 << 20);
    DhtAnswers answers = new DhtAnswers(DhtRules.DEFAULT, table, small);
    ProviderEntry provider = ProviderEntry.unsigned(address(null, 1));
    int kept = answers.provide(provider, false, contents(9), some.key(), DAY, 0, NOW);
    assertThat(kept).isEqualTo(2);
    assertThat(small.size()).isEqualTo(2);
  }
}
