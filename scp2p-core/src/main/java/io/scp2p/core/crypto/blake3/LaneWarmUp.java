package io.scp2p.core.crypto.blake3;

import static io.scp2p.core.crypto.blake3.Blake3Spec.GROUP_BYTES;
import static io.scp2p.core.crypto.blake3.Blake3Spec.GROUP_LEAVES;
import static io.scp2p.core.crypto.blake3.Blake3Spec.LEAF_BYTES;

import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Runs the lanes until C2 has compiled them and the scalar core confirms result and speed.
 *
 * <p>C2 needs one to four seconds of processor time for the ten long methods. Meanwhile this thread
 * mostly waits: what it would run is slower than scalar code.
 */
final class LaneWarmUp implements LaneGate.WarmUp {
  /** Lanes that are not clearly faster are not worth the memory they touch. */
  static final double MIN_SPEED_UP = 1.5;

  /** Enough to have every method queued for C2, about 0.3 s. */
  private static final int TRIGGER_GROUPS = 64;

  /** On a busy machine compilation takes its time; where C2 is off it never ends. */
  private static final long GIVE_UP_NANOS = TimeUnit.MINUTES.toNanos(10);

  /** So many probes without a better time: the compiler has finished with both cores. */
  private static final int SETTLED_PROBES = 6;

  /** Between probes passes this part of the time so far: the slower the machine, the longer. */
  private static final int PAUSES = 20;

  private static final long MIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
  private static final long MAX_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A time must be this much better to count, or noise would never settle. */
  private static final double BETTER = 0.9;

  private static final int LAST_CHECKS = 16;

  /** Beyond 2^32 leaves, so that a lost high word of the counter shows. */
  private static final long FAR_LEAF = 0x1_2345_6700L;

  @Override
  public boolean proves() throws InterruptedException {
    byte[] data = new byte[GROUP_BYTES];
    SplittableRandom random = new SplittableRandom(7);
    random.nextBytes(data);
    LaneSubtree lanes = new LaneSubtree();
    long began = System.nanoTime();
    for (int i = 0; i < TRIGGER_GROUPS; i++) {
      checkStopped();
      if (!agrees(lanes, data, GROUP_BYTES - i * LEAF_BYTES, (long) i * GROUP_LEAVES)) {
        return false;
      }
    }
    if (!becomeFaster(lanes, data, began)) {
      return false;
    }
    // What C2 made is other code than what ran above.
    for (int i = 0; i < LAST_CHECKS; i++) {
      random.nextBytes(data);
      if (!agrees(lanes, data, GROUP_BYTES - i * 777, FAR_LEAF + (long) i * GROUP_LEAVES)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Waits until neither core gets any faster, then compares them. Comparing earlier would let lanes
   * win against a scalar core that is not compiled yet.
   */
  private static boolean becomeFaster(LaneSubtree lanes, byte[] data, long began)
      throws InterruptedException {
    long bestLanes = Long.MAX_VALUE;
    long bestScalar = Long.MAX_VALUE;
    int settled = 0;
    while (System.nanoTime() - began < GIVE_UP_NANOS) {
      checkStopped();
      long start = System.nanoTime();
      lanes.twins(data, 0, GROUP_BYTES, FAR_LEAF);
      long middle = System.nanoTime();
      ScalarSubtree.node(HashMode.HASH, data, 0, GROUP_BYTES, FAR_LEAF);
      long end = System.nanoTime();
      boolean better = middle - start < bestLanes * BETTER || end - middle < bestScalar * BETTER;
      settled = better ? 0 : settled + 1;
      bestLanes = Math.min(bestLanes, middle - start);
      bestScalar = Math.min(bestScalar, end - middle);
      // Twins hash everything twice.
      if (settled >= SETTLED_PROBES && bestLanes * MIN_SPEED_UP < 2.0 * bestScalar) {
        return true;
      }
      long pause = Math.min((end - began) / PAUSES, MAX_PAUSE_NANOS);
      TimeUnit.NANOSECONDS.sleep(Math.max(pause, MIN_PAUSE_NANOS));
    }
    return false;
  }

  private static void checkStopped() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("stopped while warming up");
    }
  }

  private static boolean agrees(LaneSubtree lanes, byte[] data, int len, long firstLeaf) {
    TwinNodes twins = lanes.twins(data, 0, len, firstLeaf);
    boolean same =
        sameRoot(twins.inContent(), ScalarSubtree.node(HashMode.HASH, data, 0, len, firstLeaf))
            && sameRoot(twins.alone(), ScalarSubtree.node(HashMode.HASH, data, 0, len, 0))
            && sameRoot(twins.inContent(), lanes.node(HashMode.HASH, data, 0, len, firstLeaf));
    if (!same) {
      System.getLogger(LaneWarmUp.class.getName())
          .log(Level.WARNING, "BLAKE3 lanes disagree with the scalar core; staying scalar");
    }
    return same;
  }

  private static boolean sameRoot(Node one, Node other) {
    return Arrays.equals(one.rootHash(Blake3Spec.OUT_BYTES), other.rootHash(Blake3Spec.OUT_BYTES));
  }
}
