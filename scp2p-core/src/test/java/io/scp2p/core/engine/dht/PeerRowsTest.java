package io.scp2p.core.engine.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.peers.KnownPeer;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PeerRowsTest {
  private final KnownPeer peer =
      new KnownPeer(
          new PeerAddress(
              IpAddress.of((byte) 20, (byte) 1, (byte) 2, (byte) 3),
              7_001,
              PeerTransport.QUIC,
              NodeKey.of(new byte[NodeKey.LENGTH]),
              null),
          1_700_000_000L,
          -4,
          true);

  @Test
  void aRowSaysAllThatIsKnown() {
    assertThat(PeerRows.decode(PeerRows.encode(peer))).contains(peer);
  }

  @Test
  void aDamagedRowIsAsGoodAsNone() {
    byte[] row = PeerRows.encode(peer);
    for (int length = 0; length < row.length; length++) {
      assertThat(PeerRows.decode(Arrays.copyOf(row, length))).isEmpty();
    }
    for (int at : new int[] {0, 9, 10, 11}) {
      byte[] damaged = row.clone();
      damaged[at] = (byte) 0x7f;
      assertThat(PeerRows.decode(damaged)).isEmpty();
    }
  }
}
