package io.scp2p.api.contract;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.SplittableRandom;

/** Writes a reproducible pattern to a stream, as a writer should: it stops when it is told to. */
public final class PatternWriter {
  private static final long NOT_BLOCKED = -1;

  private final RecordingStream stream;
  private final SplittableRandom random;
  private final int pieceBytes;
  private final MessageDigest digest = RecordingStream.sha256();
  private long remainingBytes;
  private long writtenBytes;
  private long blockedAtCall = NOT_BLOCKED;
  private boolean wasBlocked;

  /** Prepares to write so many bytes in pieces of this size. */
  public PatternWriter(RecordingStream stream, long seed, long totalBytes, int pieceBytes) {
    this.stream = stream;
    this.random = new SplittableRandom(seed);
    this.remainingBytes = totalBytes;
    this.pieceBytes = pieceBytes;
  }

  /** Writes as much as goes now; returns whether that was the rest. */
  public boolean step() {
    while (remainingBytes > 0 && !isBlocked()) {
      byte[] piece = new byte[(int) Math.min(pieceBytes, remainingBytes)];
      random.nextBytes(piece);
      digest.update(piece);
      remainingBytes -= piece.length;
      writtenBytes += piece.length;
      // Asked before the write: the answer may come before the write returns.
      long calls = stream.writableCalls();
      if (!stream.stream().write(ByteBuffer.wrap(piece))) {
        blockedAtCall = calls;
        wasBlocked = true;
      }
    }
    return remainingBytes == 0;
  }

  /** Whether it waits to be told that there is room. */
  public boolean isBlocked() {
    if (blockedAtCall != NOT_BLOCKED && stream.writableCalls() > blockedAtCall) {
      blockedAtCall = NOT_BLOCKED;
    }
    return blockedAtCall != NOT_BLOCKED;
  }

  /** Whether it ever had to wait. */
  public boolean wasBlocked() {
    return wasBlocked;
  }

  /** Bytes written so far. */
  public long writtenBytes() {
    return writtenBytes;
  }

  /** SHA-256 of everything written; may be asked once, at the end. */
  public byte[] digest() {
    return digest.digest();
  }
}
