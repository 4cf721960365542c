package io.scp2p.core.engine.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.content.ChunkHashes;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.content.HashPageLayout;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.AskTicket;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.protocol.transfer.PeerBook;
import io.scp2p.core.protocol.transfer.SwarmInput;
import io.scp2p.core.protocol.transfer.SwarmMachine;
import io.scp2p.core.protocol.transfer.SwarmRules;
import io.scp2p.core.protocol.transfer.TransferBudget;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.GetChunk;
import io.scp2p.core.wire.message.GetHashPage;
import io.scp2p.core.wire.message.HashPage;
import io.scp2p.core.wire.message.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A swarm whose disk fails while it waits for peers. */
class SwarmRunTest implements Asker, Destination, SwarmListener {
  private static final HashPageLayout PAGES = new HashPageLayout(HashPageLayout.MAX_WHOLE_LIST + 1);
  private static final Bytes HASHES = Bytes.wrap(new byte[(int) PAGES.chunks() * 32]);
  private static final int LATER_PAGE = 2;

  private final SimWorld world = SimWorld.seeded(20_261_122);
  private final Loop loop = new SimLoop(world.network().host("node"));
  private final List<AskOutcome> chunks = new ArrayList<>();
  private final List<Runnable> pages = new ArrayList<>();
  private final List<ErrorCode> failures = new ArrayList<>();
  private int cancelled;

  private static Bytes hashes(int page) {
    return HASHES.slice((int) PAGES.first(page) * 32, PAGES.count(page) * 32);
  }

  private static HashPage page(int page) {
    byte[] values = new byte[PAGES.pages() * 32];
    for (int i = 0; i < PAGES.pages(); i++) {
      System.arraycopy(HashPageLayout.value(i, hashes(i)), 0, values, i * 32, 32);
    }
    return new HashPage(hashes(page), PAGES.proof(page, Bytes.wrap(values)));
  }

  @Test
  void aDiskThatFailsForAPageEndsItThoughChunksAreOnTheirWay() {
    PeerBook book = new PeerBook(world.random("book"));
    Providers providers = new Providers(loop, this, book);
    ArrivingContent content =
        new ArrivingContent(
            ContentId.of(new byte[32]),
            PAGES.chunks() * ChunkLayout.CHUNK_BYTES,
            Bytes.wrap(Blake3.hash(HASHES.toArray())));
    SwarmRun run =
        new SwarmRun(
            loop,
            new Offload(loop, Runnable::run),
            providers,
            content,
            this,
            new SwarmMachine(
                content.layout(),
                book,
                new TransferBudget(64 << 20),
                SwarmRules.PATIENT,
                world.random("swarm")),
            this);
    BitSet first = new BitSet();
    first.set(0);
    loop.post(
        () -> {
          providers.connected(NodeKey.of(new byte[NodeKey.LENGTH]), PathKind.DIRECT, true);
          run.start(new BitSet(), first);
          int chunk = (int) PAGES.first(LATER_PAGE);
          run.step(new SwarmInput.ReaderNeeds(1, chunk, 1));
        });
    world.runUntil(() -> chunks.size() > 1 && !pages.isEmpty(), Duration.ofSeconds(1));

    loop.post(pages.get(0));
    world.runFor(Duration.ofSeconds(1));

    assertThat(cancelled).isEqualTo(chunks.size());
    assertThat(failures).containsExactly(ErrorCode.DISK_FULL);
  }

  @Override
  public AskTicket ask(NodeKey peer, Request request, int expectedBytes, AskOutcome outcome) {
    if (request instanceof GetHashPage asked) {
      pages.add(() -> outcome.answered(page((int) asked.page())));
      return () -> {};
    }
    assertThat(request).isInstanceOf(GetChunk.class);
    chunks.add(outcome);
    return () -> {
      cancelled++;
      outcome.failed(new AskFailure.Failed(SessionFailure.CANCELLED));
    };
  }

  @Override
  public boolean speaks(NodeKey peer, String feature) {
    return feature.equals(GetHashPage.FEATURE);
  }

  @Override
  public int inFlightLimit(NodeKey peer) {
    return 8;
  }

  @Override
  public long roundTripNanos(NodeKey peer) {
    return 0;
  }

  @Override
  public void putHashes(ChunkHashes hashes) {
    throw new AssertionError("it has pages");
  }

  @Override
  public void putPage(int page, HashPage proved) throws StoreException {
    throw new StoreException(StoreException.Reason.FULL, "full, for this test", null);
  }

  @Override
  public boolean accept(long chunk, Bytes data) {
    throw new AssertionError("no chunk arrives");
  }

  @Override
  public void stored(NodeKey from, long chunk, int bytes) {
    throw new AssertionError("no chunk arrives");
  }

  @Override
  public void lied(NodeKey peer, ErrorCode what) {
    throw new AssertionError("nobody lies");
  }

  @Override
  public void peersNeeded(int round) {
    assertThat(round).as("only before it hears of the one that is there").isEqualTo(1);
  }

  @Override
  public void completed() {
    throw new AssertionError("nothing arrives");
  }

  @Override
  public void failed(ErrorCode why) {
    failures.add(why);
  }

  @Override
  public void stopped() {
    throw new AssertionError("nobody stops it");
  }
}
