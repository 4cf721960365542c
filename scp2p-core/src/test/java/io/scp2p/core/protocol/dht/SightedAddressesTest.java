package io.scp2p.core.protocol.dht;

import static io.scp2p.core.protocol.dht.SomeValues.NOW;
import static io.scp2p.core.protocol.dht.SomeValues.address;
import static io.scp2p.core.protocol.dht.SomeValues.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.ProviderEntry;
import org.junit.jupiter.api.Test;

/** Who gets into a list that anybody may write to, and who leaves it. */
class SightedAddressesTest {
  private static final int ENTRIES = 4;
  private static final int PER_SUBNET = 2;
  private static final long AGE = 1_000;
  private static final long START = Long.MAX_VALUE - AGE / 2; // The clock may overflow.

  private final SightedAddresses list = new SightedAddresses(ENTRIES, PER_SUBNET, AGE);
  private final SigningKey owner = key(1);

  private boolean saw(ProviderEntry entry, long seen) {
    return list.saw(entry, false, seen, seen);
  }

  private static ProviderEntry unsigned(int number) {
    return ProviderEntry.unsigned(address(null, number));
  }

  private static ProviderEntry of(NodeKey key, int number) {
    return ProviderEntry.unsigned(address(key, number));
  }

  private ProviderEntry signed(int number, long issuedAt) {
    return ProviderSeal.sign(address(owner.nodeKey(), number), owner, issuedAt);
  }

  private static ProviderEntry inSubnet(int last) {
    return ProviderEntry.unsigned(
        PeerAddress.direct(Some.ip(0x1401_0700 + last), 7_001, PeerTransport.TCP));
  }

  @Test
  void whatIsTooOldIsNotTakenAndForgotten() {
    assertThat(list.saw(unsigned(1), false, START, START + AGE)).isFalse();
    assertThat(list.saw(unsigned(1), false, START, START + AGE - 1)).isTrue();
    assertThat(list.saw(unsigned(2), false, START + 1, START + AGE - 1)).isTrue();

    assertThat(list.age(START + AGE - 1)).isFalse();
    assertThat(list.age(START + AGE)).isTrue();
    assertThat(list.entries()).containsExactly(unsigned(2));
    assertThat(list.size()).isEqualTo(1);
  }

  @Test
  void whoIsNamedAgainStaysLongerAndTheListIsTheSame() {
    assertThat(saw(unsigned(1), START)).isTrue();
    assertThat(saw(unsigned(1), START + 10)).isFalse();
    assertThat(list.age(START + AGE + 9)).isFalse();
    assertThat(list.age(START + AGE + 10)).isTrue();
    assertThat(list.size()).isZero();
  }

  @Test
  void ofTwoAddressesOfOneKeyTheOneSeenLaterStays() {
    NodeKey key = owner.nodeKey();
    assertThat(saw(of(key, 1), START)).isTrue();
    assertThat(saw(of(key, 2), START)).as("at the same time").isFalse();
    assertThat(saw(of(key, 3), START - 1)).isFalse();
    assertThat(list.entries()).containsExactly(of(key, 1));
    assertThat(saw(of(key, 2), START + 1)).isTrue();
    assertThat(list.entries()).containsExactly(of(key, 2));
  }

  @Test
  void whatTheOwnerSignedBeatsHearsayOfAnyTime() {
    assertThat(saw(of(owner.nodeKey(), 1), START + 10)).isTrue();
    assertThat(list.saw(signed(2, NOW), true, START, START)).isTrue();
    assertThat(saw(of(owner.nodeKey(), 3), START + 20)).isFalse();
    assertThat(list.entries()).containsExactly(signed(2, NOW));
  }

  @Test
  void ofWhatTheOwnerSignedTheLastStays() {
    list.saw(signed(1, NOW), true, START, START);
    assertThat(list.saw(signed(2, NOW - 1), true, START + 1, START + 1)).isFalse();
    assertThat(list.saw(signed(2, NOW), true, START + 1, START + 1)).isTrue();
    assertThat(list.saw(signed(2, NOW), true, START + 2, START + 2)).as("the same").isFalse();
    assertThat(list.saw(signed(3, NOW + 1), true, START - 1, START + 2)).isTrue();
    assertThat(list.entries()).containsExactly(signed(3, NOW + 1));
  }

  @Test
  void addressesWithoutAKeyAreEachTheirOwn() {
    saw(unsigned(1), START);
    saw(unsigned(2), START);
    assertThat(list.entries()).containsExactly(unsigned(1), unsigned(2));
  }

  @Test
  void whoSignedComesFirst() {
    saw(unsigned(1), START);
    list.saw(signed(2, NOW), true, START, START);
    saw(unsigned(3), START);
    assertThat(list.entries()).containsExactly(signed(2, NOW), unsigned(1), unsigned(3));
  }

  @Test
  void aFullListForgetsWhomNobodyHasNamedForLongest() {
    saw(unsigned(1), START + 1);
    saw(unsigned(2), START);
    saw(unsigned(3), START + 2);
    saw(unsigned(4), START + 3);
    assertThat(saw(unsigned(5), START + 4)).isTrue();
    assertThat(list.entries()).containsExactly(unsigned(1), unsigned(3), unsigned(4), unsigned(5));
  }

  @Test
  void butNobodyWhoSignedForWhoDidNot() {
    SigningKey[] owners = {key(10), key(11), key(12), key(13)};
    for (int i = 0; i < ENTRIES; i++) {
      ProviderEntry entry = ProviderSeal.sign(address(owners[i].nodeKey(), i), owners[i], NOW);
      list.saw(entry, true, START + i, START + i);
    }
    assertThat(saw(unsigned(20), START + 9)).isFalse();
    assertThat(list.size()).isEqualTo(ENTRIES);
    ProviderEntry last = signed(21, NOW);
    assertThat(list.saw(last, true, START + 9, START + 9)).isTrue();
    assertThat(list.entries())
        .hasSize(ENTRIES)
        .contains(last)
        .noneMatch(entry -> entry.address().pubkeyHint().equals(owners[0].nodeKey()));
  }

  @Test
  void ofSignedAndUnsignedTheUnsignedGoesHoweverNewItIs() {
    list.saw(signed(1, NOW), true, START, START);
    saw(unsigned(2), START + 7);
    saw(unsigned(3), START + 6);
    saw(unsigned(4), START + 8);
    saw(unsigned(5), START + 9);
    assertThat(list.entries())
        .containsExactly(signed(1, NOW), unsigned(2), unsigned(4), unsigned(5));
  }

  @Test
  void aSubnetHasItsShareAndThisMachineNoLimit() {
    assertThat(saw(inSubnet(1), START)).isTrue();
    assertThat(saw(inSubnet(2), START)).isTrue();
    assertThat(saw(inSubnet(3), START)).isFalse();
    assertThat(saw(inSubnet(2), START + 1)).as("it is there already").isFalse();

    SightedAddresses local = new SightedAddresses(ENTRIES, PER_SUBNET, AGE);
    for (int port = 1; port <= ENTRIES; port++) {
      PeerAddress address = PeerAddress.direct(Some.ip(0x7f00_0001), port, PeerTransport.TCP);
      assertThat(local.saw(ProviderEntry.unsigned(address), false, START, START)).isTrue();
    }
  }

  @Test
  void nobodyIsWhereNobodyCanBe() {
    PeerAddress nowhere = PeerAddress.direct(Some.ip(0), 7_001, PeerTransport.TCP);
    assertThat(saw(ProviderEntry.unsigned(nowhere), START)).isFalse();
    assertThat(list.size()).isZero();
  }
}
