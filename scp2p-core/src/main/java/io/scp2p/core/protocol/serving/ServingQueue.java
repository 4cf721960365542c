package io.scp2p.core.protocol.serving;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets peers take turns: so many requests are worked on at once, in the node and for each peer; the
 * others wait, one line for each peer, and whoever's line it is gives one. A peer that asks much
 * makes its own line longer and nobody else's.
 *
 * @param <P> who asks; the same for all sessions of one peer
 * @param <R> what waits
 */
public final class ServingQueue<P, R> {
  /** Worked on at once: enough to keep a disk and the signature threads busy. */
  public static final int MAX_WORKING = 64;

  /** Of one peer, so that eight of them still leave no place idle. */
  public static final int MAX_WORKING_PER_PEER = 8;

  /** Waiting in the node; what they hold in memory is bounded by the read credit of sessions. */
  public static final int MAX_WAITING = 4_096;

  /** Waiting for one peer: two sessions with all their requests in flight. */
  public static final int MAX_WAITING_PER_PEER = 64;

  private final int maxWorking;
  private final int maxWorkingPerPeer;
  private final int maxWaiting;
  private final int maxWaitingPerPeer;
  private final Map<P, Line<P, R>> lines = new HashMap<>();

  /** Lines that have a request waiting and a place for it, in the order of their turns. */
  private final ArrayDeque<Line<P, R>> turns = new ArrayDeque<>();

  private int working;
  private int waiting;

  /** A queue with the usual bounds. */
  public ServingQueue() {
    this(MAX_WORKING, MAX_WORKING_PER_PEER, MAX_WAITING, MAX_WAITING_PER_PEER);
  }

  /** A queue with these bounds. */
  public ServingQueue(
      int maxWorking, int maxWorkingPerPeer, int maxWaiting, int maxWaitingPerPeer) {
    if (Math.min(maxWorking, maxWorkingPerPeer) < 1
        || Math.min(maxWaiting, maxWaitingPerPeer) < 1) {
      throw new IllegalArgumentException("every bound must be at least 1");
    }
    this.maxWorking = maxWorking;
    this.maxWorkingPerPeer = maxWorkingPerPeer;
    this.maxWaiting = maxWaiting;
    this.maxWaitingPerPeer = maxWaitingPerPeer;
  }

  private static final class Line<P, R> {
    final P peer;
    final ArrayDeque<R> waiting = new ArrayDeque<>(1);
    int working;
    boolean inTurn;

    Line(P peer) {
      this.peer = peer;
    }
  }

  /**
   * Has a request wait for its turn.
   *
   * @return false if there is no room; answer with {@link Answer#busy}
   */
  public boolean offer(P peer, R request) {
    Line<P, R> line = lines.get(peer);
    boolean lineIsFull = line != null && line.waiting.size() >= maxWaitingPerPeer;
    if (waiting >= maxWaiting || lineIsFull) {
      return false;
    }
    if (line == null) {
      line = new Line<>(peer);
      lines.put(peer, line);
    }
    line.waiting.add(request);
    waiting++;
    takeTurn(line);
    return true;
  }

  /**
   * The request to begin with now, or null if there is none or no place for it. Its place is taken
   * until {@link #finished}.
   */
  public @Nullable R poll() {
    if (working >= maxWorking) {
      return null;
    }
    Line<P, R> line = turns.poll();
    if (line == null) {
      return null;
    }
    line.inTurn = false;
    line.working++;
    working++;
    waiting--;
    R request = line.waiting.remove();
    takeTurn(line);
    return request;
  }

  /** Work on a request of this peer is over, answered or not. */
  public void finished(P peer) {
    Line<P, R> line = lines.get(peer);
    if (line == null || line.working == 0) {
      throw new IllegalStateException("nothing of this peer is worked on");
    }
    line.working--;
    working--;
    takeTurn(line);
    forgetIfEmpty(line);
  }

  /** Takes back requests that still wait, because their session has ended. */
  public List<R> withdraw(P peer, Predicate<? super R> which) {
    List<R> withdrawn = new ArrayList<>();
    Line<P, R> line = lines.get(peer);
    if (line == null) {
      return withdrawn;
    }
    for (Iterator<R> requests = line.waiting.iterator(); requests.hasNext(); ) {
      R request = requests.next();
      if (which.test(request)) {
        requests.remove();
        withdrawn.add(request);
      }
    }
    waiting -= withdrawn.size();
    if (line.inTurn && line.waiting.isEmpty()) {
      turns.remove(line);
      line.inTurn = false;
    }
    forgetIfEmpty(line);
    return withdrawn;
  }

  /** How many are worked on. */
  public int working() {
    return working;
  }

  /** How many wait. */
  public int waiting() {
    return waiting;
  }

  /** How many peers wait or are worked for. */
  public int peers() {
    return lines.size();
  }

  private void takeTurn(Line<P, R> line) {
    if (!line.inTurn && !line.waiting.isEmpty() && line.working < maxWorkingPerPeer) {
      line.inTurn = true;
      turns.add(line);
    }
  }

  private void forgetIfEmpty(Line<P, R> line) {
    if (line.working == 0 && line.waiting.isEmpty()) {
      lines.remove(line.peer);
    }
  }
}
