package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.id.CommunityId;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.record.CommunityMembers;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class MembersMergePropertyTest {
  private static final CommunityId COMMUNITY = CommunityId.of(new byte[32]);
  private static final long NOW = 1_700_000_000L;

  private static PeerAddress member(int number) {
    byte[] octets = ByteBuffer.allocate(4).putInt(0x0a000000 + number).array();
    return PeerAddress.direct(IpAddress.of(octets), 7001, PeerTransport.TCP);
  }

  private static CommunityMembers members(List<Integer> numbers, long updatedAt) {
    List<PeerAddress> addresses = numbers.stream().map(MembersMergePropertyTest::member).toList();
    return new CommunityMembers(COMMUNITY, addresses, updatedAt);
  }

  private static CommunityMembers range(int first, int count) {
    return members(IntStream.range(first, first + count).boxed().toList(), NOW);
  }

  @Property
  void mergingIsIdempotentAndForgetsNobody(
      @ForAll @Size(max = 30) List<@IntRange(max = 20) Integer> stored,
      @ForAll @Size(max = 30) List<@IntRange(max = 20) Integer> incoming,
      @ForAll long storedAt,
      @ForAll long incomingAt) {
    CommunityMembers old = members(stored, storedAt);
    CommunityMembers news = members(incoming, incomingAt);
    CommunityMembers merged = MembersMerge.merge(old, news);
    assertThat(MembersMerge.merge(merged, news)).isEqualTo(merged);
    assertThat(MembersMerge.merge(merged, merged)).isEqualTo(merged);
    assertThat(merged.members().subList(0, stored.size())).isEqualTo(old.members());
    assertThat(merged.members()).containsAll(news.members());
    List<PeerAddress> added = merged.members().subList(stored.size(), merged.members().size());
    assertThat(added).doesNotHaveDuplicates();
    assertThat(Collections.disjoint(added, old.members())).isTrue();
    assertThat(Long.compareUnsigned(merged.updatedAt(), storedAt)).isNotNegative();
    assertThat(Long.compareUnsigned(merged.updatedAt(), incomingAt)).isNotNegative();
    assertThat(merged.updatedAt()).isIn(storedAt, incomingAt);
  }

  @Property(tries = 20)
  void whatIsStoredNeverExceedsAValue(@ForAll @IntRange(max = 1_600) int more) {
    CommunityMembers merged = MembersMerge.merge(range(0, 600), range(600, more));
    boolean fits = merged.encoded().size() <= WireLimits.DHT_VALUE_BYTES;
    assertThat(MembersMerge.encoded(range(0, 600), range(600, more)).isPresent()).isEqualTo(fits);
  }

  @Example
  void aFullCommunityTakesNobodyMore() {
    int room = 0;
    while (range(0, room + 1).encoded().size() <= WireLimits.DHT_VALUE_BYTES) {
      room++;
    }
    assertThat(room).as("about 1,300, says section 8.6.4").isBetween(1_200, 1_400);
    assertThat(MembersMerge.encoded(range(0, room), range(0, room))).isPresent();
    assertThat(MembersMerge.encoded(range(0, room), range(room, 1))).isEmpty();
  }

  @Example
  void aValueMayHaveSixtyFourKibibytesAndNotOneByteMore() {
    int missing = WireLimits.DHT_VALUE_BYTES - wider(0).encoded().size();
    CommunityMembers full = wider(missing);
    assertThat(MembersMerge.encoded(full, full))
        .hasValueSatisfying(value -> assertThat(value.size()).isEqualTo(65_536));
    CommunityMembers overfull = wider(missing + 1);
    assertThat(MembersMerge.encoded(overfull, overfull)).isEmpty();
  }

  /** Enough members, and {@code bytes} bytes more by octets that take two bytes instead of one. */
  private static CommunityMembers wider(int bytes) {
    List<PeerAddress> addresses = new ArrayList<>();
    for (int i = 0; i < 1_300; i++) {
      byte first = (byte) (bytes > 2 * i ? 200 : 0);
      byte second = (byte) (bytes > 2 * i + 1 ? 200 : 0);
      IpAddress ip = IpAddress.of(first, second, (byte) (i / 24), (byte) (i % 24));
      addresses.add(PeerAddress.direct(ip, 7001, PeerTransport.TCP));
    }
    return new CommunityMembers(COMMUNITY, addresses, NOW);
  }

  @Example
  void twoCommunitiesDoNotMerge() {
    CommunityMembers other =
        new CommunityMembers(CommunityId.parse("01".repeat(32)), List.of(), NOW);
    assertThatThrownBy(() -> MembersMerge.merge(range(0, 1), other))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
