package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.EventsConfig;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.diagnostics.Telemetry;
import io.scp2p.core.engine.download.WatchedBlobs;
import io.scp2p.core.engine.event.EventHub;
import io.scp2p.core.engine.keys.MemoryState;
import io.scp2p.core.engine.share.ContentLibrary;
import io.scp2p.core.engine.share.PartialSource;
import io.scp2p.core.engine.share.ShareStore;
import io.scp2p.core.engine.share.UnservedListener;
import io.scp2p.core.engine.transfer.TransferContext;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.Bytes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** How many peers are served at a time, and of how many it is counted what they get. */
class UploadsTest {
  private static final int MAX_PEERS = 3;
  private static final int CHUNK = 262_144;
  private static final Optional<Answer> BUSY = Optional.of(new Answer.Failure(Answer.BUSY_TEXT));

  private final SimWorld world = SimWorld.seeded(4);
  private final Loop loop = new SimLoop(world.network().host("node"));
  private final ContentLibrary library = library();
  private final Uploads uploads = uploads();
  private final Map<Integer, NodeKey> peers = new HashMap<>();
  private int names;

  private Offload offload() {
    return new Offload(loop, Runnable::run);
  }

  private ContentLibrary library() {
    return new ContentLibrary(
        new ShareStore(new MemoryState()),
        new WatchedBlobs(),
        loop,
        offload(),
        4,
        UnservedListener.NONE);
  }

  private Uploads uploads() {
    return uploads(MAX_PEERS);
  }

  private Uploads uploads(int maxPeers) {
    EventsConfig events = EventsConfig.builder().build();
    EventHub hub = new EventHub(events, world, Schedulers.immediate());
    return new Uploads(
        new TransferContext(loop, hub, events, Schedulers.immediate(), Telemetry.none()),
        maxPeers,
        offload(),
        library,
        peer -> PathKind.DIRECT,
        () -> new TransferId(new UUID(0, names++)));
  }

  private NodeKey peer(int number) {
    return peers.computeIfAbsent(
        number, absent -> SigningKey.generate(world.entropy("peers")).nodeKey());
  }

  private static ContentId content(int number) {
    return ContentId.of(ByteBuffer.allocate(32).putInt(number).array());
  }

  private void pass(Duration time) {
    world.runFor(time);
  }

  private Requester from(int number) {
    return from(number, "192.0.2." + number);
  }

  private Requester from(int number, String address) {
    try {
      return Requester.v1(peer(number), InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void noMorePeersAreServedThanMayBeUntilOneHasBeenQuietForAWhile() {
    for (int i = 0; i < MAX_PEERS; i++) {
      assertThat(uploads.admit(from(i))).isEmpty();
    }
    assertThat(uploads.admit(from(9))).isEqualTo(BUSY);
    assertThat(uploads.refusal(from(9), content(0))).as("nothing is read for it").isEqualTo(BUSY);
    assertThat(uploads.refusal(from(1), content(7))).as("it is one of them").isEmpty();
    pass(Duration.ofSeconds(4));
    assertThat(uploads.admit(from(1))).isEmpty();
    assertThat(uploads.admit(from(9))).isEqualTo(BUSY);
    pass(Duration.ofSeconds(2));
    assertThat(uploads.admit(from(9))).as("the others are quiet").isEmpty();
    assertThat(uploads.admit(from(8))).isEmpty();
    assertThat(uploads.admit(from(7))).isEqualTo(BUSY);
  }

  @Test
  void whoOnlyAsksTakesNoPlace() {
    for (int i = 0; i < 10 * MAX_PEERS; i++) {
      assertThat(uploads.refusal(from(i), content(i))).isEmpty();
    }
    assertThat(uploads.admit(from(100))).isEmpty();
  }

  @Test
  void manyKeysOfOneAddressLeaveRoomForTheOthers() {
    Uploads wide = uploads(64);
    for (int i = 0; i < 64; i++) {
      assertThat(wide.admit(from(i, "192.0.2.1"))).as("as long as nobody else comes").isEmpty();
    }
    assertThat(wide.admit(from(64, "192.0.2.1"))).isEqualTo(BUSY);
    for (int i = 100; i < 156; i++) {
      assertThat(wide.refusal(from(i), content(0))).isEmpty();
      assertThat(wide.admit(from(i))).isEmpty();
      assertThat(wide.admit(from(i - 100, "192.0.2.1"))).as("its place is gone").isEqualTo(BUSY);
    }
    assertThat(wide.admit(from(200, "198.51.100.1"))).as("nobody has too many").isEqualTo(BUSY);
    for (int i = 56; i < 64; i++) {
      assertThat(wide.admit(from(i, "192.0.2.1"))).as("its share stays").isEmpty();
    }
  }

  @Test
  void ofNoMoreThanTheBoundItIsCountedAndTheOthersAreServedAllTheSame() {
    NodeKey peer = peer(0);
    int tooMany = Uploads.MAX_TRACKED + 50;
    for (int i = 0; i < tooMany; i++) {
      library.addPartial(content(i), new Large());
      for (int chunk = 0; chunk < 2; chunk++) {
        assertThat(uploads.refusal(from(0), content(i))).isEmpty();
        uploads.sent(peer, content(i), CHUNK);
      }
    }
    pass(Duration.ofMillis(1));
    assertThat(uploads.running()).hasSize(Uploads.MAX_TRACKED);

    pass(Uploads.IDLE.plusSeconds(10));
    assertThat(uploads.running()).as("nobody asks any more").isEmpty();
    uploads.sent(peer, content(tooMany), CHUNK);
    uploads.sent(peer, content(tooMany), CHUNK);
    assertThat(uploads.running()).as("there is room again, but nothing of that size").isEmpty();
    library.addPartial(content(1), new Large());
    uploads.sent(peer, content(1), CHUNK);
    uploads.sent(peer, content(1), CHUNK);
    pass(Duration.ofMillis(1));
    assertThat(uploads.running()).hasSize(1);
    uploads.close();
  }

  /** So much that two chunks are not the end. */
  private static final class Large implements PartialSource {
    @Override
    public long sizeBytes() {
      return 9L * CHUNK;
    }

    @Override
    public boolean has(long chunkIndex) {
      return true;
    }

    @Override
    public BitSet verified() {
      return new BitSet();
    }

    @Override
    public Optional<Bytes> hashes(long from, int count) {
      return Optional.empty();
    }

    @Override
    public void read(long position, ByteBuffer target) {
      throw new AssertionError("nobody reads here");
    }
  }
}
