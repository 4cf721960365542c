package io.scp2p.core.engine.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.catalog.TestStore;
import io.scp2p.core.protocol.peers.KnownPeer;
import io.scp2p.core.protocol.peers.PeerDatabase;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What a node knows of its peers after it was started again. */
class PeerSavingTest {
  private static final int ROOM = 40;

  private final SimWorld world = SimWorld.seeded(13);
  private final SimLoop loop = new SimLoop(world.network().host("here"));
  private TestStore store = new TestStore();
  private PeerDatabase peers = new PeerDatabase(ROOM);
  private PeerSaving saving = saving();

  private PeerSaving saving() {
    return new PeerSaving(loop, peers, new PeerRows(store, new Offload(loop, Runnable::run)));
  }

  /** Nothing is written any more: the process is gone. */
  private void diesAndIsStartedAgain() throws Exception {
    store = store.reopened();
    peers = new PeerDatabase(ROOM);
    saving = saving();
    List<KnownPeer> rows = PeerRows.load(store, 1_000, 0);
    rows.forEach(row -> peers.restore(row, nowUnix()));
    saving.changed();
  }

  private long nowUnix() {
    return loop.time().wall().getEpochSecond();
  }

  private static NodeKey key(int number) {
    return NodeKey.of(ByteBuffer.allocate(NodeKey.LENGTH).putInt(number).array());
  }

  private static PeerAddress address(int number) {
    return new PeerAddress(
        IpAddress.of((byte) 20, (byte) (number >> 8), (byte) number, (byte) 1),
        7_001,
        PeerTransport.TCP,
        key(number),
        null);
  }

  private void meet(int number) {
    peers.met(key(number), address(number), nowUnix()).ifPresent(known -> saving.met(key(number)));
  }

  private void lied(int number) {
    peers.lied(key(number));
    saving.changed();
  }

  @Test
  void aLiarIsALiarAfterTheNodeWasKilled() throws Exception {
    meet(1);
    meet(2);
    world.runFor(Duration.ofMinutes(1));
    lied(1);
    peers.failed(address(2));
    saving.changed();
    world.runFor(PeerSaving.WRITE_AFTER);
    diesAndIsStartedAgain();

    assertThat(peers.find(key(1)).orElseThrow().reputation()).isEqualTo(-9);
    assertThat(peers.find(key(2)).orElseThrow().reputation()).isEqualTo(-1);
    assertThat(peers.sample(64, nowUnix(), world.random("sample"))).isEmpty();
  }

  @Test
  void whoHadToMakeRoomHasNoRowAnyMore() throws Exception {
    for (int i = 0; i < 30; i++) {
      meet(i);
    }
    lied(7);
    saving.flush();
    assertThat(store.rows(PeerRows.PEERS)).isEqualTo(30);
    meet(100);
    world.runFor(PeerSaving.WRITE_AFTER);
    assertThat(peers.find(key(7))).isEmpty();
    assertThat(store.rows(PeerRows.PEERS)).isEqualTo(30);
    assertThat(store.get(PeerRows.PEERS, key(7).bytes())).isEmpty();
    diesAndIsStartedAgain();
    assertThat(peers.find(key(7))).isEmpty();
    assertThat(peers.find(key(100))).isPresent();
  }

  @Test
  void whoComesAndGoesBeforeAnythingIsWrittenLeavesNoRow() throws Exception {
    for (int i = 0; i < 300; i++) {
      meet(i);
      lied(i); // So each is the next to go.
    }
    world.runFor(PeerSaving.WRITE_AFTER);
    assertThat(store.rows(PeerRows.PEERS)).isEqualTo(peers.metCount());
    assertThat(store.writes).as("not one for each").isLessThan(5);
  }

  @Test
  void manyFailuresAreOneWrite() {
    for (int i = 0; i < 30; i++) {
      meet(i);
    }
    saving.flush();
    int before = store.writes;
    for (int i = 0; i < 300; i++) {
      peers.failed(address(i % 30));
      saving.changed();
    }
    assertThat(store.writes).isEqualTo(before);
    world.runFor(PeerSaving.WRITE_AFTER);
    assertThat(store.writes).isEqualTo(before + 1);
    world.runFor(Duration.ofHours(1));
    assertThat(store.writes).as("nothing has changed").isEqualTo(before + 1);
  }

  @Test
  void whoIsMetAllTheTimeIsWrittenOnceAnHour() {
    meet(1);
    saving.flush();
    int before = store.writes;
    for (int i = 0; i < 50; i++) {
      world.runFor(Duration.ofMinutes(1));
      meet(1);
    }
    assertThat(store.writes).isEqualTo(before);
    world.runFor(Duration.ofMinutes(10));
    meet(1);
    world.runFor(PeerSaving.WRITE_AFTER);
    assertThat(store.writes).isEqualTo(before + 1);
  }

  @Test
  void whoIsForgottenIsNotWrittenAgain() throws Exception {
    meet(1);
    lied(1);
    saving.forget(key(1));
    world.runFor(Duration.ofMinutes(1));
    assertThat(store.rows(PeerRows.PEERS)).isZero();
  }

  /** Whatever an executor does with what it is given. */
  @Test
  void rowsAreWrittenInTheOrderInWhichTheyCameAndNoneIsForgotten() throws Exception {
    Deque<Runnable> given = new ArrayDeque<>();
    boolean[] full = {true};
    PeerRows rows =
        new PeerRows(
            store,
            new Offload(
                loop,
                work -> {
                  if (full[0]) {
                    throw new RejectedExecutionException("full");
                  }
                  given.addFirst(work); // The last one comes first.
                }));
    meet(1);
    KnownPeer known = peers.find(key(1)).orElseThrow();
    rows.write(List.of(known), List.of());
    full[0] = false;
    rows.write(List.of(), List.of(key(1)));
    rows.write(List.of(known), List.of());
    rows.write(List.of(), List.of(key(1)));
    given.forEach(Runnable::run);
    assertThat(store.rows(PeerRows.PEERS)).isZero();
    assertThat(store.writes).isEqualTo(4);
  }
}
