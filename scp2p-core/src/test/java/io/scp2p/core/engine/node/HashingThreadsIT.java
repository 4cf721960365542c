package io.scp2p.core.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.TransferConfig;
import io.scp2p.api.spi.TransportKind;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As many files are hashed at a time as the host says, whatever the number of processors. */
@Timeout(300)
class HashingThreadsIT {
  private static final int FILES = 6;

  /** More than is hashed in one go. */
  private static final long SIZE = 40L << 20;

  private static final long PATIENCE_SECONDS = 60;

  @TempDir Path root;

  private final FaultyBlobs disk = new FaultyBlobs();
  private final AtomicInteger reading = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private Fleet fleet;

  @BeforeEach
  void prepare() {
    fleet = new Fleet(root, TransportKind.TCP);
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  /** The most files that were read at the same time while a folder was published. */
  private int readAtOnce(int threads, int expected) throws Exception {
    Path tree = root.resolve("tree");
    for (int i = 0; i < FILES; i++) {
      Trees.sparse(tree.resolve("film-" + i + ".bin"), SIZE + i);
    }
    CountDownLatch together = new CountDownLatch(expected);
    AtomicInteger late = new AtomicInteger();
    disk.beforeRead =
        () -> {
          most.accumulateAndGet(reading.incrementAndGet(), Math::max);
          together.countDown();
          try {
            if (!together.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
              late.incrementAndGet();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    disk.afterRead = reading::decrementAndGet;
    Scp2pNode node =
        fleet.start(
            "publisher",
            config -> config.transfer(transfer -> transfer.hashingThreads(threads)),
            parts -> parts.blobStore(disk));
    assertEquals(FILES, Fleet.publish(node, tree).itemCount());
    assertEquals(0, late.get(), "the others did not come");
    return most.get();
  }

  @Test
  void oneThreadReadsOneFileAtATime() throws Exception {
    assertEquals(1, readAtOnce(1, 1));
  }

  @Test
  void threeThreadsReadThree() throws Exception {
    assertEquals(3, readAtOnce(3, 3));
  }

  @Test
  void theDefaultLeavesRoomInTheSmallestPool() {
    assertTrue(TransferConfig.builder().build().hashingThreads() == 2);
  }
}
