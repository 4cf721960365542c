package io.scp2p.core.engine.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.transfer.Download;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a download looks for when everybody is gone at once. */
class FormerProvidersTest {
  @TempDir private Path dir;

  private static NodeKey key(int number) {
    return NodeKey.of(ByteBuffer.allocate(NodeKey.LENGTH).putInt(number).array());
  }

  private static void now(DownloadWorld world, Runnable action) {
    AtomicBoolean done = new AtomicBoolean();
    world.onLoop(
        () -> {
          action.run();
          done.set(true);
        });
    world.until(done::get);
  }

  private static void comeAndGo(DownloadWorld world, int from, int count) {
    now(
        world,
        () -> {
          for (int i = from; i < from + count; i++) {
            world.parts.providers().connected(key(i), PathKind.DIRECT, true);
            world.parts.providers().disconnected(key(i));
          }
        });
  }

  @Test
  void whoIsGoneWhileSomethingIsFetchedIsKnownUntilHeIsBack() throws Exception {
    try (DownloadWorld world = new DownloadWorld(5, dir)) {
      Providers providers = world.parts.providers();
      world.publish("f", TestContent.random(1, 40 * TestContent.CHUNK));
      world.service.restore();
      comeAndGo(world, 1, 1);
      assertThat(providers.former()).as("nothing is fetched").isEmpty();

      Download download = world.start();
      world.until(() -> world.servedBytes > 0);
      comeAndGo(world, 2, 2);
      assertThat(providers.former()).containsExactly(key(2), key(3));
      now(world, () -> providers.connected(key(2), PathKind.DIRECT, true));
      assertThat(providers.former()).containsExactly(key(3));
      comeAndGo(world, 100, 3 * Providers.MAX_FORMER);
      assertThat(providers.former())
          .hasSize(Providers.MAX_FORMER)
          .contains(key(100 + 3 * Providers.MAX_FORMER - 1));

      world.until(() -> download.state().isTerminal());
      assertThat(providers.former()).as("nothing is fetched any more").isEmpty();
    }
  }
}
