package io.scp2p.core.protocol.transfer;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the next chunk to ask a peer for: first what a reader waits for; then, among many that
 * download the same, what few of them have; else one after the other from a random start, so that
 * nodes which start together do not all want the same. Or nothing but what readers wait for.
 */
final class ChunkPicker {
  /** No chunk. */
  static final int NONE = -1;

  /** Readers of one content; more are served, but not first. */
  static final int MAX_READERS = 64;

  /** Parts looked at for a rare one. */
  private static final int MAX_SCAN = 1_024;

  private final int chunkCount;
  private final boolean onlyForReaders;
  private final int partCount;
  private final int shift;
  private final RandomGenerator random;

  /** Chunks that are stored or asked for. */
  private final BitSet taken = new BitSet();

  private final Map<Long, Window> windows = new LinkedHashMap<>();
  private int takenCount;
  private int cursor;

  /** Where the cursor goes if the chunk that was picked is taken. */
  private int nextCursor;

  /**
   * Counts whatever can bring back something to ask a peer for that had nothing. While it stands
   * still, such a peer need not be searched again.
   */
  private long changes;

  /** How many of the peers that are downloading themselves hold a part; null without such peers. */
  private int @Nullable [] holders;

  ChunkPicker(int chunkCount, boolean onlyForReaders, RandomGenerator random) {
    this.chunkCount = chunkCount;
    this.onlyForReaders = onlyForReaders;
    this.partCount = Holdings.partCount(chunkCount);
    this.shift = Holdings.shift(chunkCount);
    this.random = random;
  }

  private record Window(int first, int end) {}

  void start(BitSet stored) {
    taken.or(stored);
    takenCount = taken.cardinality();
    cursor = chunkCount > 1 ? random.nextInt(chunkCount) : 0;
  }

  void take(int chunk) {
    taken.set(chunk);
    takenCount++;
    cursor = nextCursor;
  }

  void giveBack(int chunk) {
    taken.clear(chunk);
    takenCount--;
    changes++;
  }

  /** Whether every chunk that is wanted is stored or asked for. */
  boolean isExhausted() {
    return onlyForReaders
        ? windows.values().stream().allMatch(each -> taken.nextClearBit(each.first()) >= each.end())
        : takenCount == chunkCount;
  }

  int partOf(int chunk) {
    return chunk >>> shift;
  }

  void window(long reader, int first, int chunks) {
    if (windows.containsKey(reader) || windows.size() < MAX_READERS) {
      int end = (int) Math.min(chunkCount, (long) first + chunks);
      windows.put(reader, new Window(first, end));
      changes++; // It may want what nobody wanted when a peer was searched.
    }
  }

  void noWindow(long reader) {
    windows.remove(reader);
  }

  boolean isUrgent(int chunk) {
    for (Window window : windows.values()) {
      if (chunk >= window.first() && chunk < window.end()) {
        return true;
      }
    }
    return false;
  }

  boolean hasReaders() {
    return !windows.isEmpty();
  }

  /** A peer has not got a chunk. */
  void missed(long nowNanos, SwarmPeer peer, int chunk) {
    BitSet before = peer.holds == null ? null : (BitSet) peer.holds.clone();
    peer.missed(nowNanos, partOf(chunk));
    if (before != null) {
      holdingsChanged(before, peer.holds);
    }
  }

  /** A peer says what it holds. */
  void told(SwarmPeer peer, Holdings holdings) {
    BitSet before = peer.holds;
    peer.holds = holdings.isComplete() ? null : holdings.parts();
    if (peer.holds == null) {
      peer.holdingsDueNanos = OptionalLong.empty();
    }
    if (before != null || peer.holds != null) {
      holdingsChanged(before, peer.holds);
    }
    peer.renew();
  }

  /** A peer has nothing to give any more. */
  void gone(SwarmPeer peer) {
    if (peer.holds != null) {
      holdingsChanged(peer.holds, null);
    }
  }

  private void holdingsChanged(@Nullable BitSet before, @Nullable BitSet after) {
    int[] counts = holders;
    if (counts == null) {
      counts = new int[partCount];
      holders = counts;
    }
    count(counts, before, -1);
    count(counts, after, 1);
    if (after == null) {
      changes++; // Somebody is gone, so what it held may be rare now.
    }
  }

  private static void count(int[] counts, @Nullable BitSet parts, int difference) {
    if (parts != null) {
      for (int part = parts.nextSetBit(0); part >= 0; part = parts.nextSetBit(part + 1)) {
        counts[part] += difference;
      }
    }
  }

  /**
   * The chunk to ask a peer for, or {@link #NONE}.
   *
   * @param spare whether the peer has everything and should send only what nobody else holds
   */
  int pick(SwarmPeer peer, boolean spare) {
    nextCursor = cursor;
    long state = 2 * changes + (spare ? 1 : 0);
    if (isExhausted() || peer.nothingAt == state) {
      return NONE;
    }
    int chunk = search(peer, spare);
    if (chunk == NONE) {
      peer.nothingAt = state;
    }
    return chunk;
  }

  private int search(SwarmPeer peer, boolean spare) {
    for (Window window : windows.values()) {
      int chunk = first(peer, window.first(), window.end());
      if (chunk != NONE) {
        return chunk;
      }
    }
    if (onlyForReaders) {
      return NONE;
    }
    BitSet holds = peer.holds;
    if (holds != null) {
      return rarest(holds);
    }
    return spare ? unheld() : following(peer);
  }

  private int first(SwarmPeer peer, int from, int end) {
    int chunk = taken.nextClearBit(from);
    while (chunk < end && !peer.mayHave(partOf(chunk))) {
      chunk = taken.nextClearBit((partOf(chunk) + 1) << shift);
    }
    return chunk < end ? chunk : NONE;
  }

  /** Whether a peer may have anything that is wanted. */
  boolean isUseful(SwarmPeer peer) {
    return onlyForReaders
        ? windows.values().stream().anyMatch(each -> first(peer, each.first(), each.end()) != NONE)
        : first(peer, 0, chunkCount) != NONE;
  }

  private int following(SwarmPeer peer) {
    int chunk = first(peer, cursor, chunkCount);
    if (chunk == NONE) {
      chunk = first(peer, 0, cursor);
    }
    if (chunk != NONE) {
      nextCursor = chunk + 1;
    }
    return chunk;
  }

  /** A chunk that is wanted, in a part. */
  private int wantedIn(int part) {
    int chunk = taken.nextClearBit(part << shift);
    return chunk < Math.min(chunkCount, (part + 1) << shift) ? chunk : NONE;
  }

  private int rarest(BitSet holds) {
    int[] counts = holders;
    int offset = random.nextInt(partCount);
    int best = NONE;
    int fewest = Integer.MAX_VALUE;
    int part = holds.nextSetBit(offset);
    boolean wrapped = false;
    for (int scanned = 0; scanned < MAX_SCAN; part = holds.nextSetBit(part + 1)) {
      if (part < 0 || (wrapped && part >= offset)) {
        if (wrapped) {
          break;
        }
        wrapped = true;
        part = -1;
        continue;
      }
      int chunk = wantedIn(part);
      if (chunk == NONE) {
        continue;
      }
      scanned++;
      int holding = counts == null ? 1 : counts[part];
      if (holding < fewest) {
        fewest = holding;
        best = chunk;
      }
    }
    return best;
  }

  /**
   * A chunk that nobody holds but those who have everything: the next one while it can be, because
   * others do likewise from where they are, and a random one when that is taken.
   */
  private int unheld() {
    int[] counts = holders;
    if (counts == null) {
      return NONE;
    }
    if (cursor < chunkCount && counts[partOf(cursor)] == 0 && !taken.get(cursor)) {
      nextCursor = cursor + 1;
      return cursor;
    }
    int offset = random.nextInt(partCount);
    int found = 0;
    int best = NONE;
    for (int i = 0; i < partCount && found < MAX_SCAN; i++) {
      int part = (offset + i) % partCount;
      if (counts[part] == 0) {
        int chunk = wantedIn(part);
        if (chunk != NONE && random.nextInt(++found) == 0) {
          best = chunk;
        }
      }
    }
    if (best != NONE) {
      nextCursor = best + 1;
    }
    return best;
  }
}
