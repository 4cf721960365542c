package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.config.EventsConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.event.LifecycleEvent;
import io.scp2p.api.event.NodeEvent;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.RealStore;
import io.scp2p.core.engine.event.EventHub;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimWorld;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** Which problems are told, and when they are over, without waiting for a clock. */
class ProblemsTest {
  private static final StateTable TABLE = new StateTable("some");
  private static final byte[] ROW = {1};

  /** Fails as it is told to. */
  private static final class Failing extends RealStore {
    private @Nullable Reason reason;
    private int tries;

    private void check() throws StoreException {
      if (reason != null) {
        throw new StoreException(reason, "as it was told to", null);
      }
    }

    @Override
    public void apply(StateBatch batch, Durability durability) throws StoreException {
      tries++;
      check();
      super.apply(batch, durability);
    }

    @Override
    public StateCursor scan(StateTable table, byte[] prefix) throws StoreException {
      check();
      return super.scan(table, prefix);
    }
  }

  private final SimWorld world = SimWorld.seeded(1);
  private final Loop loop = new SimLoop(world.network().host("node"));
  private final List<String> told = new ArrayList<>();
  private final EventHub hub =
      new EventHub(EventsConfig.builder().build(), world, Schedulers.immediate());
  private final Problems problems = new Problems(hub);
  private final Failing failing = new Failing();
  private final WatchedState store = new WatchedState(failing);
  private final ClockWatch clock = new ClockWatch(problems);

  {
    hub.events().subscribe(this::heard);
    StoreProblems.watch(loop, new Offload(loop, Runnable::run), store, problems);
  }

  private void heard(NodeEvent event) {
    if (event instanceof LifecycleEvent.ProblemRaised raised) {
      told.add("raised " + raised.problem());
    } else if (event instanceof LifecycleEvent.ProblemCleared cleared) {
      told.add("cleared " + cleared.problem());
    }
  }

  private void write() {
    assertThatThrownBy(() -> store.put(TABLE, ROW, ROW, Durability.PROCESS))
        .isInstanceOf(StoreException.class);
  }

  private void looks(int times) {
    world.runFor(StoreProblems.LOOK_AGAIN.multipliedBy(times).plus(Duration.ofSeconds(1)));
  }

  @Test
  void whatCameUpBeforeTheFirstEventIsToldAfterIt() {
    failing.reason = Reason.FULL;
    write();
    looks(0);
    assertThat(told).isEmpty();
    problems.begin();
    assertThat(told).containsExactly("raised DISK_FULL");
  }

  @Test
  void itLastsUntilTheNodeCanWriteAgainAndIsToldOnce() {
    problems.begin();
    failing.reason = Reason.FULL;
    write();
    write();
    looks(3);
    assertThat(failing.tries).as("it looks").isGreaterThanOrEqualTo(5);
    failing.reason = Reason.FAILED;
    write();
    looks(1);
    assertThat(told).containsExactly("raised DISK_FULL", "raised STORE_FAILED");
    failing.reason = null;
    looks(1);
    assertThat(told.subList(2, told.size()))
        .containsExactlyInAnyOrder("cleared DISK_FULL", "cleared STORE_FAILED");
    int tries = failing.tries;
    looks(3);
    assertThat(failing.tries).as("nothing to look for").isEqualTo(tries);
    assertThat(failing.rows(new StateTable("probe"))).as("it leaves nothing").isZero();
  }

  @Test
  void aDamagedStoreIsNotMendedByWhatCanBeWritten() {
    problems.begin();
    failing.reason = Reason.CORRUPT;
    assertThatThrownBy(() -> store.scan(TABLE, ROW)).isInstanceOf(StoreException.class);
    failing.reason = null;
    looks(3);
    assertThat(told).containsExactly("raised STORE_CORRUPT");
  }

  @Test
  void aStoreThatIsClosedIsNoProblem() {
    problems.begin();
    failing.reason = Reason.CLOSED;
    write();
    looks(1);
    assertThat(told).isEmpty();
    assertThatThrownBy(() -> problems.raise(ErrorCode.INTERNAL))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static InetAddress at(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static NodeKey key(int number) {
    byte[] bytes = new byte[NodeKey.LENGTH];
    bytes[0] = (byte) number;
    return NodeKey.of(bytes);
  }

  @Test
  void oneAddressWithManyKeysDoesNotMakeTheClockWrong() {
    problems.begin();
    for (int i = 0; i < 100; i++) {
      clock.differs(at(203, 0, 113, 1), key(i));
      clock.differs(at(203, 0, 113, 2), key(i));
    }
    assertThat(told).isEmpty();
    clock.agrees();
    clock.differs(at(203, 0, 113, 3), null);
    assertThat(told).as("somebody agreed meanwhile").isEmpty();
    clock.differs(at(203, 0, 113, 4), null);
    clock.differs(at(203, 0, 113, 5), null);
    clock.differs(at(203, 0, 113, 6), null);
    assertThat(told).containsExactly("raised CLOCK_SKEWED");
    clock.agrees();
    assertThat(told).containsExactly("raised CLOCK_SKEWED", "cleared CLOCK_SKEWED");
  }
}
