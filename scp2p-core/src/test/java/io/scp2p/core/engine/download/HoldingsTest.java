package io.scp2p.core.engine.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.transfer.Download;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.GetChunk;
import io.scp2p.core.wire.message.GetHoldings;
import io.scp2p.core.wire.message.HeldParts;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import java.nio.file.Path;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A peer that is downloading itself says what it holds, and is asked for nothing else. */
class HoldingsTest {
  private static final int CHUNKS = 20;

  @TempDir Path folder;
  private final BitSet holds = new BitSet();
  private int asked;
  private DownloadWorld world;

  @BeforeEach
  void publish() throws Exception {
    world = new DownloadWorld(3, folder);
    world.features.add(GetHoldings.FEATURE);
    world.answers = this::answer;
    world.publish("film", TestContent.random(1, (CHUNKS - 1) * TestContent.CHUNK + 9));
    world.service.restore();
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private @Nullable Response answer(Request request) {
    if (request instanceof GetHoldings) {
      asked++;
      return new HeldParts(Bytes.wrap(holds.toByteArray()));
    }
    // What was asked before it said anything has been answered when it is asked again.
    if (request instanceof GetChunk chunk && asked > 1) {
      assertThat(holds.get((int) chunk.chunkIndex())).as("chunk " + chunk.chunkIndex()).isTrue();
    }
    return null;
  }

  @Test
  void whatItHoldsIsFetchedAndTheRestWhenItHasThat() throws Exception {
    holds.set(0, CHUNKS);
    Download all = world.start();
    world.until(() -> asked > 0);
    assertThat(world.answer(all.result()).failure).isNull();
    assertThat(asked).as("a peer with everything is asked once").isEqualTo(1);
    world.assertComplete();
  }

  @Test
  void partByPart() throws Exception {
    holds.set(3, 5);
    Download all = world.start();
    world.until(() -> asked > 3);
    assertThat(all.state().isTerminal()).isFalse();
    assertThat(world.servedBytes).isLessThan(16L * TestContent.CHUNK);
    holds.set(0, CHUNKS);
    assertThat(world.answer(all.result()).failure).isNull();
    world.assertComplete();
  }
}
