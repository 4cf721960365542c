package io.scp2p.core.protocol.transfer;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.protocol.Deadlines;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.Nanos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All downloads of a node. It decides which contents are fetched now, owns their swarms, and hands
 * room that becomes free at a peer or in the budget to the first in the queue that can use it.
 *
 * <p>Contents are begun ahead by bytes and not by number: a large file is alone until its end is in
 * sight, and of small ones there are as many as it takes to keep the providers busy.
 */
public final class TransferQueue implements Machine<TransferInput, TransferEffect> {
  /** Bytes of a download that are begun and not yet asked for. */
  static final long AHEAD_BYTES = 8L << 20;

  /** Contents of a download that are begun; small ones would be countless otherwise. */
  static final int MAX_ACTIVE = 512;

  /** Downloads that are begun and not paused; the others wait. */
  static final int MAX_RUNNING = 16;

  /** Downloads in the queue. */
  public static final int MAX_DOWNLOADS = 10_000;

  /** After so many contents of a download that found no room, the rest of it will find none. */
  static final int MAX_VAIN_OFFERS = 8;

  /** Searches for one download come no closer than this, however many contents need them. */
  static final Duration SEARCH_INTERVAL = Duration.ofMillis(500);

  private final PeerBook book;
  private final TransferBudget budget;
  private final SwarmRules rules;
  private final RandomGenerator random;

  /** In the order of the queue. */
  private final List<QueuedDownload> downloads = new ArrayList<>();

  private final Map<Long, QueuedDownload> byId = new HashMap<>();
  private final Map<Long, QueuedDownload> byTransfer = new HashMap<>();
  private final Deadlines<Long> deadlines = new Deadlines<>(MAX_DOWNLOADS * MAX_ACTIVE);
  private List<TransferEffect> effects = new ArrayList<>();
  private long nowNanos;

  /** Makes an empty queue. */
  public TransferQueue(
      PeerBook book, TransferBudget budget, SwarmRules rules, RandomGenerator random) {
    this.book = book;
    this.budget = budget;
    this.rules = rules;
    this.random = random;
  }

  /** What a swarm holds by now, to tell others; null if there is no such swarm. */
  public @Nullable Holdings holdings(long transfer) {
    SwarmMachine swarm = swarm(transfer);
    return swarm == null ? null : swarm.holdings();
  }

  /** Whether one more download can be enqueued. */
  public boolean hasPlace() {
    return downloads.size() < MAX_DOWNLOADS;
  }

  @Override
  public List<TransferEffect> accept(long now, TransferInput input) {
    begin(now);
    SwarmMachine fed = null;
    if (input instanceof TransferInput.ToSwarm to) {
      fed = feed(to.transfer(), to.input());
    } else if (input instanceof TransferInput.Opened opened) {
      fed = opened(opened);
    } else if (input instanceof TransferInput.OpenFailed failed) {
      openFailed(failed.transfer(), failed.why());
    } else if (input instanceof TransferInput.Enqueue enqueue) {
      enqueue(enqueue);
    } else if (input instanceof TransferInput.PeerGone gone) {
      peerGone(gone.peer());
    } else if (!(input instanceof TransferInput.CapacityChanged)) {
      forDownload(input);
    }
    offer(fed);
    return effects;
  }

  @Override
  public List<TransferEffect> onTimeout(long now) {
    begin(now);
    for (Long id = deadlines.pollDue(now); id != null; id = deadlines.pollDue(now)) {
      SwarmMachine swarm = swarm(id);
      if (swarm != null) {
        perform(id, swarm.onTimeout(now));
      }
    }
    if (!effects.isEmpty()) {
      offer(null);
    }
    return effects;
  }

  @Override
  public OptionalLong deadlineNanos() {
    return deadlines.earliestNanos();
  }

  private void begin(long now) {
    nowNanos = now;
    effects = new ArrayList<>();
  }

  private @Nullable SwarmMachine swarm(long transfer) {
    QueuedDownload download = byTransfer.get(transfer);
    return download == null ? null : download.active.get(transfer);
  }

  private @Nullable SwarmMachine feed(long transfer, SwarmInput input) {
    SwarmMachine swarm = swarm(transfer);
    if (swarm == null) {
      if (input instanceof SwarmInput.ChunkArrived late) {
        effects.add(new TransferEffect.OfSwarm(transfer, new SwarmEffect.Drop(late.ask())));
      }
      return null;
    }
    perform(transfer, swarm.feed(nowNanos, input));
    return swarm;
  }

  private void enqueue(TransferInput.Enqueue enqueue) {
    if (!hasPlace() || byId.containsKey(enqueue.download())) {
      throw new IllegalStateException("no place for download " + enqueue.download());
    }
    QueuedDownload download = new QueuedDownload(enqueue);
    byId.put(download.id, download);
    downloads.add(download);
    sort();
    endIfOver(download);
  }

  /** Stable: equal priorities keep the order in which they came. */
  private void sort() {
    downloads.sort(Comparator.comparingInt(download -> -download.priority));
  }

  private @Nullable SwarmMachine opened(TransferInput.Opened opened) {
    QueuedDownload download = byTransfer.get(opened.transfer());
    TransferInput.Entry entry =
        download == null ? null : download.opening.remove(opened.transfer());
    if (download == null || entry == null) {
      return null;
    }
    SwarmMachine swarm =
        new SwarmMachine(new ChunkLayout(entry.fileBytes()), book, budget, rules, random);
    download.active.put(opened.transfer(), swarm);
    if (download.cancelled) {
      perform(opened.transfer(), swarm.feed(nowNanos, new SwarmInput.Cancel()));
      return null;
    }
    SwarmInput.Started started = new SwarmInput.Started(opened.stored(), opened.hashPages());
    perform(opened.transfer(), swarm.feed(nowNanos, started));
    for (PeerRef peer : download.peers) {
      swarm.feed(nowNanos, new SwarmInput.PeerAvailable(peer));
    }
    if (download.paused) {
      perform(opened.transfer(), swarm.feed(nowNanos, new SwarmInput.Pause()));
    }
    return swarm;
  }

  private void openFailed(long transfer, ErrorCode why) {
    QueuedDownload download = byTransfer.get(transfer);
    if (download != null && download.opening.remove(transfer) != null) {
      ended(transfer, download, new SwarmEffect.Failed(why));
    }
  }

  private void ended(long transfer, QueuedDownload download, SwarmEffect last) {
    effects.add(new TransferEffect.OfSwarm(transfer, last));
    byTransfer.remove(transfer);
    deadlines.cancel(transfer);
    download.count(last);
    endIfOver(download);
  }

  private void endIfOver(QueuedDownload download) {
    if (download.isOver() && byId.remove(download.id) != null) {
      downloads.remove(download);
      effects.add(
          new TransferEffect.Ended(
              download.id, download.completedCount, download.failedCount, download.cancelledCount));
    }
  }

  private void peerGone(PeerRef peer) {
    for (QueuedDownload download : List.copyOf(downloads)) {
      if (download.peers.remove(peer)) {
        for (long transfer : List.copyOf(download.active.keySet())) {
          feed(transfer, new SwarmInput.PeerGone(peer));
          arm(transfer);
        }
      }
    }
    book.remove(peer);
  }

  private void forDownload(TransferInput input) {
    if (input instanceof TransferInput.PeerAvailable available) {
      QueuedDownload download = byId.get(available.download());
      if (download != null && download.peers.size() < SwarmMachine.MAX_PEERS) {
        download.peers.add(available.peer());
        feedAll(download, new SwarmInput.PeerAvailable(available.peer()));
      }
    } else if (input instanceof TransferInput.NoMorePeers none) {
      feedAll(byId.get(none.download()), new SwarmInput.NoMorePeers());
    } else if (input instanceof TransferInput.Prioritise prioritise) {
      QueuedDownload download = byId.get(prioritise.download());
      if (download != null) {
        download.priority = prioritise.priority();
        sort();
      }
    } else if (input instanceof TransferInput.Pause pause) {
      pause(byId.get(pause.download()));
    } else if (input instanceof TransferInput.Resume resume) {
      QueuedDownload download = byId.get(resume.download());
      if (download != null && download.paused) {
        download.paused = false;
        feedAll(download, new SwarmInput.Resume());
      }
    } else if (input instanceof TransferInput.Cancel cancel) {
      cancel(byId.get(cancel.download()));
    }
  }

  private void feedAll(@Nullable QueuedDownload download, SwarmInput input) {
    if (download != null) {
      List.copyOf(download.active.keySet()).forEach(transfer -> feed(transfer, input));
    }
  }

  private void pause(@Nullable QueuedDownload download) {
    if (download != null && !download.paused && !download.cancelled) {
      download.paused = true;
      download.pauseReported = false;
      feedAll(download, new SwarmInput.Pause());
      reportPause(download);
    }
  }

  private void reportPause(QueuedDownload download) {
    if (download.paused
        && !download.pauseReported
        && byId.containsKey(download.id)
        && download.active.values().stream().allMatch(SwarmMachine::isPaused)) {
      download.pauseReported = true;
      effects.add(new TransferEffect.Paused(download.id));
    }
  }

  private void cancel(@Nullable QueuedDownload download) {
    if (download != null && !download.cancelled) {
      download.cancelled = true;
      download.cancelledCount += download.waiting.size();
      download.waiting.clear();
      feedAll(download, new SwarmInput.Cancel());
      endIfOver(download);
    }
  }

  /** Passes on what a swarm wants done, and cleans up after one that has ended. */
  private void perform(long transfer, List<SwarmEffect> wanted) {
    QueuedDownload download = byTransfer.get(transfer);
    if (download == null) {
      return;
    }
    for (SwarmEffect effect : wanted) {
      if (effect instanceof SwarmEffect.NeedPeers) {
        needPeers(download);
      } else if (isLast(effect)) {
        download.active.remove(transfer);
        ended(transfer, download, effect);
      } else {
        effects.add(new TransferEffect.OfSwarm(transfer, effect));
      }
    }
    reportPause(download);
    arm(transfer);
  }

  private static boolean isLast(SwarmEffect effect) {
    return effect instanceof SwarmEffect.Completed
        || effect instanceof SwarmEffect.Failed
        || effect instanceof SwarmEffect.Cancelled;
  }

  private void needPeers(QueuedDownload download) {
    OptionalLong last = download.lastSearchNanos;
    if (last.isEmpty() || Nanos.isDue(last.getAsLong() + SEARCH_INTERVAL.toNanos(), nowNanos)) {
      download.lastSearchNanos = OptionalLong.of(nowNanos);
      effects.add(new TransferEffect.NeedPeers(download.id));
    }
  }

  private void arm(long transfer) {
    SwarmMachine swarm = swarm(transfer);
    OptionalLong due = swarm == null ? OptionalLong.empty() : swarm.deadlineNanos();
    if (due.isPresent()) {
      deadlines.set(transfer, due.getAsLong());
    } else {
      deadlines.cancel(transfer);
    }
  }

  /**
   * Lets swarms ask, in the order of the queue; the one that was fed in any case, because its
   * deadline may depend on it.
   */
  private void offer(@Nullable SwarmMachine fed) {
    int running = 0;
    for (QueuedDownload download : List.copyOf(downloads)) {
      if (!download.paused && !download.cancelled && running++ >= MAX_RUNNING) {
        continue;
      }
      int vain = 0;
      for (Map.Entry<Long, SwarmMachine> entry : List.copyOf(download.active.entrySet())) {
        SwarmMachine swarm = entry.getValue();
        boolean hungry = vain < MAX_VAIN_OFFERS && swarm.isHungry();
        if (hungry || swarm == fed) {
          long wanted = swarm.wantedBytes();
          perform(entry.getKey(), swarm.accept(nowNanos, new SwarmInput.CapacityChanged()));
          vain += swarm.wantedBytes() == wanted && swarm.lacksRoom() ? 1 : 0;
        }
      }
      openNext(download);
    }
  }

  private void openNext(QueuedDownload download) {
    if (download.paused || download.waiting.isEmpty()) {
      return;
    }
    long ahead = download.wantedBytes();
    while (ahead < AHEAD_BYTES && download.activeCount() < MAX_ACTIVE) {
      TransferInput.Entry next = download.waiting.poll();
      if (next == null) {
        return;
      }
      download.opening.put(next.transfer(), next);
      byTransfer.put(next.transfer(), download);
      effects.add(new TransferEffect.Open(next.transfer()));
      ahead += next.fileBytes();
    }
  }
}
