package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimWorld;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** Several threads write; the last word on a row is what stays. */
class RowWriterTest {
  private static final StateTable PINS = new StateTable("pins");
  private static final byte[] ADDRESS = {1};

  /** Whose disk is just slow enough for another thread to come in between. */
  private final class Slow extends RealStore {
    @Override
    public void apply(StateBatch batch, Durability durability) throws StoreException {
      Runnable meanwhile = work.poll();
      if (meanwhile != null) {
        meanwhile.run();
      }
      super.apply(batch, durability);
    }
  }

  private final Deque<Runnable> work = new ArrayDeque<>();
  private final Offload offload =
      new Offload(new SimLoop(SimWorld.seeded(1).network().host("node")), work::add);

  private static StateBatch pin(int key) {
    return new StateBatch().put(PINS, ADDRESS, new byte[] {(byte) key});
  }

  @Test
  void whatWasPassedLastStaysThoughItsThreadIsFirst() throws StoreException {
    RealStore store = new RealStore();
    RowWriter writer = new RowWriter(store, offload, "pinned keys");
    writer.write(pin(1));
    writer.write(new StateBatch().delete(PINS, ADDRESS));
    work.removeLast().run();
    work.removeLast().run();

    assertThat(store.get(PINS, ADDRESS)).isEmpty();
  }

  @Test
  void whatComesWhileAnotherThreadWritesIsWrittenAfterIt() throws StoreException {
    RealStore store = new Slow();
    RowWriter writer = new RowWriter(store, offload, "pinned keys");
    writer.write(pin(1));
    writer.write(pin(2));
    writer.write(pin(3));
    work.remove().run();

    assertThat(work).isEmpty();
    assertThat(store.get(PINS, ADDRESS)).hasValue(new byte[] {3});
  }

  @Test
  void aStoreThatBreaksItsContractOnceDoesNotEndAllWriting() throws StoreException {
    RealStore store =
        new RealStore() {
          private boolean broken = true;

          @Override
          public void apply(StateBatch batch, Durability durability) throws StoreException {
            if (broken) {
              broken = false;
              throw new IllegalStateException("planted");
            }
            super.apply(batch, durability);
          }
        };
    RowWriter writer = new RowWriter(store, offload, "pinned keys");
    writer.write(pin(1));
    work.remove().run();
    writer.write(pin(2));
    work.remove().run();

    assertThat(store.get(PINS, ADDRESS)).hasValue(new byte[] {2});
  }
}
