package io.scp2p.core.protocol.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.sim.SimTask;
import io.scp2p.core.sim.SimWorld;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TransferQueueTest {
  private static final int CHUNK = SwarmModel.CHUNK;

  /** Answers everything after a while. */
  private static final class Node {
    final SimWorld world = SimWorld.seeded(3);
    final PeerBook book = new PeerBook(world.random("book"));
    final TransferBudget budget = new TransferBudget(32L << 20);
    final TransferQueue queue =
        new TransferQueue(book, budget, SwarmRules.PATIENT, world.random("queue"));
    final List<TransferEffect> log = new ArrayList<>();
    final Map<Long, TransferEffect.Ended> ended = new TreeMap<>();
    final Set<Long> unreadable = new HashSet<>();
    final List<Long> askedOf = new ArrayList<>();
    final Queue<TransferInput> inputs = new ArrayDeque<>();
    Duration answer = Duration.ofMillis(1);
    int openCount;
    int mostOpen;
    private boolean stepping;
    private @Nullable SimTask alarm;

    void tell(TransferInput input) {
      inputs.add(input);
      if (stepping) {
        return;
      }
      stepping = true;
      TransferInput next;
      while ((next = inputs.poll()) != null) {
        queue.accept(world.nanos(), next).forEach(this::perform);
      }
      stepping = false;
      arm();
    }

    private void arm() {
      if (alarm != null) {
        alarm.cancel();
      }
      OptionalLong due = queue.deadlineNanos();
      if (due.isPresent()) {
        long delayNanos = Math.max(0, due.getAsLong() - world.nanos());
        alarm = world.schedule(Duration.ofNanos(delayNanos), this::timeout);
      }
    }

    private void timeout() {
      List<TransferEffect> effects = queue.onTimeout(world.nanos());
      stepping = true;
      effects.forEach(this::perform);
      stepping = false;
      tell(new TransferInput.CapacityChanged());
    }

    private void perform(TransferEffect effect) {
      log.add(effect);
      if (effect instanceof TransferEffect.Open open) {
        mostOpen = Math.max(mostOpen, ++openCount);
        world.schedule(Duration.ofNanos(100_000), () -> open(open.transfer()));
      } else if (effect instanceof TransferEffect.Ended end) {
        assertThat(ended.put(end.download(), end)).isNull();
      } else if (effect instanceof TransferEffect.OfSwarm of) {
        ofSwarm(of.transfer(), of.effect());
      }
    }

    private void open(long transfer) {
      tell(
          unreadable.contains(transfer)
              ? new TransferInput.OpenFailed(transfer, ErrorCode.DISK_FULL)
              : new TransferInput.Opened(transfer, new BitSet(), new BitSet()));
    }

    private void ofSwarm(long transfer, SwarmEffect effect) {
      if (effect instanceof SwarmEffect.AskChunk ask) {
        askedOf.add(transfer);
        after(answer, transfer, new SwarmInput.ChunkArrived(ask.ask(), ask.bytes()));
      } else if (effect instanceof SwarmEffect.Store store) {
        after(Duration.ofNanos(200_000), transfer, new SwarmInput.ChunkStored(store.ask()));
      } else if (effect instanceof SwarmEffect.AskHashes hashes) {
        after(answer, transfer, new SwarmInput.HashesArrived(hashes.peer(), hashes.page()));
      } else if (effect instanceof SwarmEffect.Completed
          || effect instanceof SwarmEffect.Failed
          || effect instanceof SwarmEffect.Cancelled) {
        openCount--;
      }
    }

    private void after(Duration delay, long transfer, SwarmInput input) {
      world.schedule(delay, () -> tell(new TransferInput.ToSwarm(transfer, input)));
    }

    void enqueue(long download, int priority, int files, long bytes) {
      tell(
          new TransferInput.Enqueue(
              download,
              priority,
              LongStream.range(0, files)
                  .mapToObj(i -> new TransferInput.Entry(download * 1_000_000 + i, bytes))
                  .toList()));
    }

    PeerRef peer(long number, long... downloads) {
      PeerRef peer = new PeerRef(number);
      book.add(peer, PeerTraits.extended(32, 1_000_000), 0);
      for (long download : downloads) {
        tell(new TransferInput.PeerAvailable(download, peer));
      }
      return peer;
    }

    void runUntilEnded(long download) {
      world.runUntil(() -> ended.containsKey(download), Duration.ofMinutes(10));
    }
  }

  @Test
  void tenThousandSmallFilesKeepTheirProvidersBusy() {
    Node node = new Node();
    node.enqueue(1, 0, 10_000, 4_096);
    node.peer(1, 1);

    node.runUntilEnded(1);

    double seconds = node.world.elapsed().toNanos() / 1e9;
    System.out.println(
        String.format(
            Locale.ROOT,
            "figure: 10,000 files of 4 KiB, 1 ms: %.0f files/s, at most %d begun",
            10_000 / seconds,
            node.mostOpen));
    assertThat(node.ended.get(1L)).isEqualTo(new TransferEffect.Ended(1, 10_000, 0, 0));
    assertThat(10_000 / seconds).isGreaterThan(20_000);
    assertThat(node.mostOpen).isLessThanOrEqualTo(TransferQueue.MAX_ACTIVE);
    assertThat(node.budget.usedBytes()).isZero();
  }

  @Test
  void aLargeFileIsAloneUntilItsEndIsInSight() {
    Node node = new Node();
    node.enqueue(1, 0, 3, 400L * CHUNK);
    node.peer(1, 1);
    assertThat(node.openCount).isEqualTo(1);

    node.runUntilEnded(1);

    assertThat(node.mostOpen).isEqualTo(2);
    assertThat(node.askedOf).isSorted();
  }

  @Test
  void whatMattersMoreIsAskedForFirst() {
    Node node = new Node();
    node.answer = Duration.ofMillis(20);
    node.enqueue(1, 0, 1, 400L * CHUNK);
    node.enqueue(2, 5, 1, 100L * CHUNK);
    node.world.runFor(Duration.ofMillis(10));
    node.peer(1, 1, 2);
    node.world.runFor(Duration.ofMillis(100));
    int before = node.askedOf.size();

    node.runUntilEnded(2);

    List<Long> later = node.askedOf.subList(before, node.askedOf.size());
    long urgent = later.stream().filter(transfer -> transfer == 2_000_000L).count();
    int last = later.lastIndexOf(2_000_000L);
    assertThat(urgent).isGreaterThan(50);
    assertThat(urgent).as("of those up to its last").isEqualTo(last + 1L);
    node.runUntilEnded(1);
  }

  @Test
  void aPauseOfOneDownloadLeavesThePeersToTheOther() {
    Node node = new Node();
    node.answer = Duration.ofMillis(20);
    node.enqueue(1, 1, 1, 200L * CHUNK);
    node.enqueue(2, 0, 1, 200L * CHUNK);
    node.peer(1, 1, 2);
    node.world.runFor(Duration.ofMillis(20));

    node.tell(new TransferInput.Pause(1));
    node.world.runFor(Duration.ofMillis(5));
    assertThat(node.log).contains(new TransferEffect.Paused(1));
    node.runUntilEnded(2);
    assertThat(node.ended).doesNotContainKey(1L);
    node.tell(new TransferInput.Resume(1));

    node.runUntilEnded(1);
    assertThat(node.ended.get(1L).completed()).isEqualTo(1);
  }

  @Test
  void whatCannotBeOpenedFailsAloneAndACancelCountsTheRest() {
    Node node = new Node();
    node.unreadable.add(1_000_000L);
    node.enqueue(1, 0, 2, 10);
    node.enqueue(2, 0, 10_000, CHUNK);
    node.peer(1, 1);
    node.runUntilEnded(1);
    assertThat(node.ended.get(1L)).isEqualTo(new TransferEffect.Ended(1, 1, 1, 0));

    node.tell(new TransferInput.Cancel(2));

    node.runUntilEnded(2);
    assertThat(node.ended.get(2L)).isEqualTo(new TransferEffect.Ended(2, 0, 0, 10_000));
    assertThat(node.queue.deadlineNanos()).isEmpty();
    assertThat(node.budget.usedBytes()).isZero();
  }

  @Test
  void aLostPeerIsForgottenAndAnotherIsCalledForOnce() {
    Node node = new Node();
    node.enqueue(1, 0, 100, CHUNK);
    PeerRef peer = node.peer(1, 1);
    node.world.runFor(Duration.ofMillis(2));
    node.log.clear();

    node.tell(new TransferInput.PeerGone(peer));
    node.world.runFor(Duration.ofMillis(100));

    assertThat(node.book.size()).isZero();
    assertThat(node.log).containsOnlyOnce(new TransferEffect.NeedPeers(1));
    node.peer(2, 1);
    node.runUntilEnded(1);
    assertThat(node.ended.get(1L).completed()).isEqualTo(100);
  }

  @Test
  void aCapOfTheNodeHoldsForAllDownloadsTogether() {
    Node node = new Node();
    node.budget.rateCap(node.world.nanos(), 40L * CHUNK);
    node.enqueue(1, 0, 1, 300L * CHUNK);
    node.enqueue(2, 0, 500, CHUNK);
    node.peer(1, 1, 2);

    node.world.runFor(Duration.ofSeconds(10));

    assertThat(node.askedOf).hasSizeBetween(395, 410);
  }

  @Test
  void anEmptyDownloadEndsAtOnce() {
    Node node = new Node();
    node.enqueue(1, 0, 0, 0);

    assertThat(node.ended).containsKey(1L);
  }
}
