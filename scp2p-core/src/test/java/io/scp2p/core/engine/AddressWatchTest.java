package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.TimeSource;
import io.scp2p.core.sim.SimHost;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimWorld;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A machine whose addresses come and go. */
class AddressWatchTest {
  private static final InetAddress OLD = address(2);
  private static final InetAddress NEW = address(77);

  private final SimWorld world = SimWorld.seeded(7);
  private final SimHost host = world.network().host("machine");
  private final SimLoop simulated = new SimLoop(host);
  private final Loop loop =
      new Loop() {
        @Override
        public void post(Runnable action) {
          simulated.post(action);
        }

        @Override
        public Timer at(long deadlineNanos, Runnable action) {
          return simulated.at(deadlineNanos, action);
        }

        @Override
        public TimeSource time() {
          return world.clockWrongBy(slept);
        }
      };
  private Duration slept = Duration.ZERO;
  private int wakings;
  private final Set<InetAddress> addresses = new HashSet<>(Set.of(OLD));
  private final List<Set<InetAddress>> gone = new ArrayList<>();
  private @Nullable IOException broken;
  private final AddressWatch watch =
      new AddressWatch(
          loop,
          new Offload(loop, Runnable::run),
          () -> {
            if (broken != null) {
              throw broken;
            }
            return addresses;
          },
          (each, hasSlept) -> {
            gone.add(each);
            wakings += hasSlept ? 1 : 0;
          });

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 1, 0, (byte) last});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private void pass(Duration time) {
    world.runFor(time);
  }

  /** The clock goes on while a machine sleeps; what counts its nanoseconds does not. */
  @Test
  void aMachineThatSleptIsNoticed() {
    watch.start();
    pass(Duration.ofSeconds(3));
    slept = Duration.ofSeconds(4);
    pass(Duration.ofSeconds(3));
    assertThat(wakings).as("a clock that was corrected").isZero();
    slept = Duration.ofMinutes(3);
    pass(Duration.ofSeconds(3));
    assertThat(wakings).isEqualTo(1);
    assertThat(gone).containsExactly(Set.of());
  }

  @Test
  void whatThereIsAtFirstIsNoNews() {
    watch.start();
    pass(Duration.ofSeconds(10));
    assertThat(gone).isEmpty();
  }

  @Test
  void anAddressThatGoesIsMissedWithinASecond() {
    watch.start();
    pass(Duration.ofSeconds(3));
    addresses.remove(OLD);
    addresses.add(NEW);
    pass(Duration.ofMillis(1_100));
    assertThat(gone).containsExactly(Set.of(OLD));
    pass(Duration.ofSeconds(10));
    assertThat(gone).hasSize(1);
  }

  @Test
  void oneMoreAddressTakesNothingAway() {
    watch.start();
    pass(Duration.ofSeconds(3));
    addresses.add(NEW);
    pass(Duration.ofSeconds(3));
    assertThat(gone).containsExactly(Set.of());
  }

  @Test
  void aMachineThatDoesNotSayIsAskedAgain() {
    watch.start();
    pass(Duration.ofSeconds(3));
    broken = new IOException("not now");
    pass(Duration.ofSeconds(3));
    assertThat(gone).isEmpty();
    broken = null;
    addresses.remove(OLD);
    pass(Duration.ofSeconds(3));
    assertThat(gone).containsExactly(Set.of(OLD));
  }

  @Test
  void nothingIsSaidAfterTheEnd() {
    watch.start();
    pass(Duration.ofSeconds(3));
    watch.close();
    addresses.remove(OLD);
    pass(Duration.ofSeconds(10));
    assertThat(gone).isEmpty();
  }
}
