package io.scp2p.core.protocol.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever happens, in whatever order. {@link SwarmModel} checks the laws after each step. */
class SwarmPropertyTest {
  private static final AskFailure[] FAILURES = AskFailure.values();

  /** Peers, chunks, time and nonsense, drawn from one seed. */
  private static final class Chaos {
    final SplittableRandom random;
    final SwarmModel swarm;

    Chaos(long seed, int chunks, int lastBytes, int budgetChunks) {
      random = new SplittableRandom(seed);
      long bytes = chunks == 0 ? 0 : (chunks - 1L) * SwarmModel.CHUNK + lastBytes;
      swarm =
          new SwarmModel(bytes, (long) budgetChunks * SwarmModel.CHUNK, SwarmRules.PATIENT, seed);
      swarm.started();
    }

    private <T> T any(Collection<T> some) {
      return List.copyOf(some).get(random.nextInt(some.size()));
    }

    void step() {
      switch (random.nextInt(13)) {
        case 0 -> {
          if (swarm.peers.size() < 5) {
            boolean v1 = random.nextInt(3) == 0;
            swarm.peer(v1 ? PeerTraits.v1(0) : PeerTraits.extended(1 + random.nextInt(4), 0));
          }
        }
        case 1 -> {
          if (!swarm.peers.isEmpty() && random.nextInt(3) == 0) {
            swarm.gone(any(swarm.peers));
          }
        }
        case 2 -> swarm.pass(Duration.ofMillis(random.nextInt(30_000)));
        case 3 -> swarm.wake();
        case 4 -> {
          if (!swarm.asked.isEmpty()) {
            swarm.fail(any(swarm.asked.keySet()), FAILURES[random.nextInt(FAILURES.length)]);
          }
        }
        case 5 -> page();
        case 6 -> {
          if (!swarm.peers.isEmpty()) {
            BitSet holds = BitSet.valueOf(new long[] {random.nextLong()});
            int count = (int) swarm.layout.chunkCount();
            swarm.tell(new SwarmInput.PeerHolds(any(swarm.peers), Holdings.ofParts(count, holds)));
          }
        }
        case 7 -> nonsense();
        case 8 -> {
          if (!swarm.storing.isEmpty() && random.nextInt(6) == 0) {
            swarm.corrupt(any(swarm.storing.keySet()));
          }
        }
        case 9 -> swarm.tell(new SwarmInput.ReaderNeeds(1, random.nextInt(40), 3));
        case 10 -> {
          if (!swarm.storing.isEmpty()) {
            swarm.storedWell(any(swarm.storing.keySet()));
          }
        }
        default -> {
          if (!swarm.asked.isEmpty()) {
            swarm.nowNanos += random.nextInt(100_000_000);
            swarm.arrive(any(swarm.asked.keySet()));
          }
        }
      }
    }

    private void page() {
      if (swarm.pages.isEmpty()) {
        return;
      }
      Map.Entry<Integer, PeerRef> page = any(swarm.pages.entrySet());
      int number = page.getKey();
      PeerRef peer = page.getValue();
      swarm.pages.remove(number);
      switch (random.nextInt(3)) {
        case 0 -> swarm.tell(new SwarmInput.HashesArrived(peer, number));
        case 1 -> swarm.tell(new SwarmInput.HashesWrong(peer, number));
        default -> swarm.tell(new SwarmInput.HashesFailed(peer, number, AskFailure.NOT_FOUND));
      }
    }

    /** What belongs to nothing. */
    private void nonsense() {
      long ask = 1_000_000 + random.nextInt(10);
      swarm.tell(new SwarmInput.ChunkArrived(ask, random.nextInt()));
      swarm.tell(new SwarmInput.ChunkStored(ask));
      swarm.tell(new SwarmInput.ChunkCorrupt(ask));
      swarm.tell(new SwarmInput.ChunkFailed(ask, AskFailure.TIMED_OUT));
      swarm.tell(new SwarmInput.HashesArrived(new PeerRef(-1), random.nextInt(3) + 1));
      swarm.tell(new SwarmInput.PeerHolds(new PeerRef(-1), Holdings.ofParts(7, new BitSet())));
      swarm.tell(new SwarmInput.ReaderNeeds(2, Integer.MAX_VALUE - 1, 5));
      swarm.tell(SwarmInput.Started.afresh());
    }
  }

  @Property(tries = 500)
  void everyChunkIsAskedForUntilItIsStored(
      @ForAll long seed,
      @ForAll @IntRange(max = 40) int chunks,
      @ForAll @IntRange(min = 1, max = SwarmModel.CHUNK) int lastBytes,
      @ForAll @IntRange(min = 1, max = 12) int budgetChunks) {
    Chaos chaos = new Chaos(seed, chunks, lastBytes, budgetChunks);
    for (int i = 0; i < 300 && chaos.swarm.end == null; i++) {
      chaos.step();
    }
    chaos.swarm.peer();
    chaos.swarm.answerAll();

    assertThat(chaos.swarm.end).isInstanceOf(SwarmEffect.Completed.class);
    assertThat(chaos.swarm.stored.cardinality()).isEqualTo(chunks);
    List<Integer> persisted =
        chaos.swarm.logged(SwarmEffect.Persist.class).stream()
            .flatMap(effect -> effect.chunks().stream())
            .toList();
    assertThat(persisted).doesNotHaveDuplicates().hasSize(chunks);
    assertThat(chaos.swarm.machine.deadlineNanos()).isEmpty();
  }

  @Property(tries = 300)
  void whateverStopsItIsItsOnlyEnd(
      @ForAll long seed, @ForAll @IntRange(max = 200) int steps, @ForAll boolean cancelled) {
    Chaos chaos = new Chaos(seed, 30, 1, 8);
    SwarmModel swarm = chaos.swarm;
    for (int i = 0; i < steps && swarm.end == null; i++) {
      chaos.step();
    }
    boolean before = swarm.end != null;
    boolean failing = !cancelled && !swarm.storing.isEmpty();
    if (failing) {
      long ask = swarm.storing.keySet().iterator().next();
      swarm.storing.remove(ask);
      swarm.tell(new SwarmInput.StoreFailed(ask, ErrorCode.DISK_FULL));
    } else {
      swarm.tell(new SwarmInput.Cancel());
    }
    while (!swarm.storing.isEmpty()) {
      assertThat(swarm.end).isNull();
      swarm.storedWell(swarm.storing.keySet().iterator().next());
    }

    assertThat(swarm.end).isNotNull();
    if (!before) {
      assertThat(swarm.end)
          .isEqualTo(
              failing ? new SwarmEffect.Failed(ErrorCode.DISK_FULL) : new SwarmEffect.Cancelled());
    }
    assertThat(swarm.machine.deadlineNanos()).isEmpty();
    for (int i = 0; i < 30; i++) {
      chaos.step(); // The model refuses anything but a drop.
    }
  }
}
