package io.scp2p.core.engine.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.community.MadeRecords;
import io.scp2p.core.wire.record.CommunityMembers;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FoundMembersTest {
  private static final NodeKey SELF = MadeRecords.name(0);

  private final FoundMembers found = new FoundMembers(SELF);

  private static PeerAddress address(int number, int port, @Nullable NodeKey key) {
    byte[] ip = {10, 0, (byte) (number >> 8), (byte) number};
    return new PeerAddress(IpAddress.of(ip), port, PeerTransport.TCP, key, null);
  }

  private static CommunityMembers list(List<PeerAddress> members) {
    return new CommunityMembers(CommunityId.of(new byte[CommunityId.LENGTH]), members, 1);
  }

  @Test
  void eachIsFoundOnceAndNeitherThisNodeNorWhomNobodyCanDial() {
    PeerAddress known = address(1, 7_001, MadeRecords.name(1));
    PeerAddress nameless = address(3, 7_001, null);
    found.add(
        list(
            List.of(
                known,
                address(2, 7_001, MadeRecords.name(1)),
                nameless,
                nameless,
                address(4, 0, MadeRecords.name(4)),
                address(5, 7_001, SELF))));
    assertThat(found.all()).containsExactly(known, nameless);
  }

  @Test
  void manyListsTogetherGiveNoMoreThanTheLimit() {
    for (int each = 0; each < 3; each++) {
      int from = each * FoundMembers.MAX_FOUND / 2;
      found.add(
          list(
              IntStream.range(from, from + FoundMembers.MAX_FOUND)
                  .mapToObj(number -> address(number, 7_001, null))
                  .toList()));
    }
    assertThat(found.all()).hasSize(FoundMembers.MAX_FOUND);
  }
}
