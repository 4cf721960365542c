package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.event.LifecycleEvent;
import io.scp2p.api.event.ShareEvent;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.engine.RealStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the host of a whole node is told of problems, and of those who find its shares. */
@Timeout(300)
class NodeProblemsIT {
  @TempDir Path root;

  private Fleet fleet;

  @BeforeEach
  void prepare() {
    fleet = new Fleet(root, TransportKind.TCP);
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  /** Has no room while it is full. */
  private static final class FullStore extends RealStore {
    private volatile boolean full;

    @Override
    public void apply(StateBatch batch, Durability durability) throws StoreException {
      if (full) {
        throw new StoreException(StoreException.Reason.FULL, "no room", null);
      }
      super.apply(batch, durability);
    }
  }

  /** The clock of this machine, two hours ahead. */
  private static final class Ahead implements TimeSource {
    private final TimeSource real = TimeSource.system();

    @Override
    public long nanos() {
      return real.nanos();
    }

    @Override
    public Instant wall() {
      return real.wall().plus(Duration.ofHours(2));
    }
  }

  private static List<String> problems(Scp2pNode node) {
    List<String> told = new CopyOnWriteArrayList<>();
    node.events(0)
        .ofType(LifecycleEvent.class)
        .subscribe(
            event -> {
              if (event instanceof LifecycleEvent.ProblemRaised raised) {
                told.add("raised " + raised.problem());
              } else if (event instanceof LifecycleEvent.ProblemCleared cleared) {
                told.add("cleared " + cleared.problem());
              }
            });
    return told;
  }

  @Test
  void aFullStoreIsToldOnceAndOnceMoreWhenThereIsRoom() {
    FullStore store = new FullStore();
    Scp2pNode node = fleet.start("node", config -> config, parts -> parts.stateStore(store));
    List<String> told = problems(node);

    store.full = true;
    for (int i = 0; i < 3; i++) {
      assertThat(Fleet.failure(node.shares().publish(SharePlan.text("a.txt", "a").build())))
          .isEqualTo(ErrorCode.DISK_FULL);
    }
    Fleet.await("it is told", () -> !told.isEmpty());
    store.full = false;

    Fleet.await("it is told that it is over", () -> told.size() > 1);
    assertThat(told).containsExactly("raised DISK_FULL", "cleared DISK_FULL");
    Fleet.publish(node, SharePlan.text("b.txt", "b").build());
  }

  @Test
  void aClockThatAllOthersDifferFromIsToldUntilSomebodyAgrees() throws Exception {
    Scp2pNode node = fleet.start("node", config -> config, parts -> parts.timeSource(new Ahead()));
    List<String> told = problems(node);
    BootstrapAddress at = fleet.at(node, TransportKind.TCP);

    for (int i = 0; i < ClockWatch.WITNESSES; i++) {
      assertThat(told).as("%s others may be wrong themselves", i).isEmpty();
      Scp2pNode other = fleet.start("other" + i);
      assertThat(Fleet.failure(other.peers().connect(at))).isNotNull();
    }
    Fleet.await("it is told", () -> !told.isEmpty());
    Scp2pNode equal =
        fleet.start("equal", config -> config, parts -> parts.timeSource(new Ahead()));
    Fleet.get(equal.peers().connect(at));

    Fleet.await("it is told that it is over", () -> told.size() > 1);
    assertThat(told).containsExactly("raised CLOCK_SKEWED", "cleared CLOCK_SKEWED");
  }

  @Test
  void aShareIsAnnouncedOnceForEachVersionThatOthersKeep() throws Exception {
    Scp2pNode publisher = fleet.start("publisher");
    List<ShareEvent.Announced> told = new CopyOnWriteArrayList<>();
    publisher.events(0).ofType(ShareEvent.Announced.class).subscribe(told::add);
    Scp2pNode other = fleet.start("other");
    Fleet.get(publisher.peers().connect(fleet.at(other, TransportKind.TCP)));

    Share share = Fleet.publish(publisher, SharePlan.text("a.txt", "a").build());

    Fleet.await("it is told", () -> told.size() == 1);
    assertThat(told.get(0).share()).isEqualTo(share.id());
    assertThat(told.get(0).peers()).isOne();
    Fleet.publish(publisher, SharePlan.text("a.txt", "b").updating(share.id()).build());
    Fleet.await("so is the next version", () -> told.size() == 2);
  }
}
