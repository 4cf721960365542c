package io.scp2p.core.protocol.transfer;

/**
 * How many bytes of chunks may be asked for, held or being written at once, over all swarms of a
 * node: what bounds their memory. Not for several threads.
 */
public final class TransferBudget {
  private long limitBytes;
  private long usedBytes;

  /** Makes a budget of which nothing is used. */
  public TransferBudget(long limitBytes) {
    resize(limitBytes);
  }

  /** Changes the limit. What is used above it is not taken away. */
  public void resize(long newLimitBytes) {
    if (newLimitBytes < 1) {
      throw new IllegalArgumentException("a budget of " + newLimitBytes + " bytes");
    }
    limitBytes = newLimitBytes;
  }

  /** Whether there is room. A single chunk always fits, or a small budget would stop everything. */
  boolean fits(int bytes) {
    return usedBytes == 0 || usedBytes + bytes <= limitBytes;
  }

  void take(int bytes) {
    usedBytes += bytes;
  }

  void release(int bytes) {
    usedBytes -= bytes;
  }

  /** Bytes asked for, held or being written. */
  public long usedBytes() {
    return usedBytes;
  }

  /** The most it gives out, but for a single chunk. */
  public long limitBytes() {
    return limitBytes;
  }
}
