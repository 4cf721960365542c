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
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.Bytes;
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
    EventsConfig events = EventsConfig.builder().build();
    EventHub hub = new EventHub(events, world, Schedulers.immediate());
    return new Uploads(
        new TransferContext(loop, hub, events, Schedulers.immediate(), Telemetry.none()),
        MAX_PEERS,
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

  @Test
  void noMorePeersAreServedThanMayBeUntilOneHasBeenQuietForAWhile() {
    for (int i = 0; i < MAX_PEERS; i++) {
      assertThat(uploads.refusal(peer(i), content(0))).isEmpty();
    }
    Optional<Answer> busy = Optional.of(new Answer.Failure(Answer.BUSY_TEXT));
    assertThat(uploads.refusal(peer(9), content(0))).isEqualTo(busy);
    assertThat(uploads.refusal(peer(1), content(7))).as("it is one of them").isEmpty();
    pass(Duration.ofSeconds(4));
    assertThat(uploads.refusal(peer(1), content(7))).isEmpty();
    assertThat(uploads.refusal(peer(9), content(0))).isEqualTo(busy);
    pass(Duration.ofSeconds(2));
    assertThat(uploads.refusal(peer(9), content(0))).as("the others are quiet").isEmpty();
    assertThat(uploads.refusal(peer(8), content(0))).isEmpty();
    assertThat(uploads.refusal(peer(7), content(0))).isEqualTo(busy);
  }

  @Test
  void ofNoMoreThanTheBoundItIsCountedAndTheOthersAreServedAllTheSame() {
    NodeKey peer = peer(0);
    int tooMany = Uploads.MAX_TRACKED + 50;
    for (int i = 0; i < tooMany; i++) {
      library.addPartial(content(i), new Large());
      for (int chunk = 0; chunk < 2; chunk++) {
        assertThat(uploads.refusal(peer, content(i))).isEmpty();
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
