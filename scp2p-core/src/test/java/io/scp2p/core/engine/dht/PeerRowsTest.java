package io.scp2p.core.engine.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateStore;
import io.scp2p.core.engine.RealStore;
import io.scp2p.core.protocol.peers.KnownPeer;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import java.nio.ByteBuffer;
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
  void theFreshestRowsAreRestoredAndTheRestIsDeleted() throws Exception {
    try (StateStore store = RealStore.memory()) {
      StateBatch batch = new StateBatch();
      for (int i = 0; i < 1_000; i++) {
        KnownPeer each = new KnownPeer(peer.address(), 1_000 + i, 0, true);
        batch.put(PeerRows.PEERS, ByteBuffer.allocate(32).putInt(i).array(), PeerRows.encode(each));
      }
      batch.put(PeerRows.PEERS, ByteBuffer.allocate(32).putInt(5_000).array(), new byte[3]);
      store.apply(batch, Durability.PROCESS);
      assertThat(PeerRows.load(store, 300, 1_000))
          .hasSize(300)
          .allMatch(each -> each.seenUnix() >= 1_700);
      assertThat(PeerRows.load(store, 1_000, 1_000)).hasSize(300);
      assertThat(PeerRows.load(store, 1_000, 1_990)).hasSize(10);
    }
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
