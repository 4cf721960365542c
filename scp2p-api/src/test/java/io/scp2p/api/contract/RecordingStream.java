package io.scp2p.api.contract;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Listens to one stream: hashes what arrives, keeps account of credit, and remembers every breach
 * of the interface's promises. May be asked from any thread.
 */
public final class RecordingStream implements StreamListener {
  private final CallGuard guard = new CallGuard();
  private final MessageDigest digest = sha256();
  private @Nullable ByteStream stream;
  private long grantedBytes;
  private long receivedBytes;
  private boolean grantsBack;
  private long writableCalls;
  private int inputEndedCalls;
  private int closedCalls;
  private @Nullable TransportException cause;

  /** Says which stream it listens to; before any credit is granted. */
  public synchronized RecordingStream attach(ByteStream newStream) {
    stream = newStream;
    return this;
  }

  /** The stream listened to. */
  public synchronized ByteStream stream() {
    return Objects.requireNonNull(stream, "not attached");
  }

  /** Grants credit once. */
  public RecordingStream grant(long bytes) {
    synchronized (this) {
      grantedBytes += bytes;
    }
    stream().request(bytes);
    return this;
  }

  /** Keeps this much credit granted from now on, by granting back from within each delivery. */
  public RecordingStream keepGranted(long bytes) {
    synchronized (this) {
      grantsBack = true;
    }
    return grant(bytes);
  }

  @Override
  public void data(ByteBuffer bytes) {
    guard.call("data", () -> take(bytes));
  }

  private void take(ByteBuffer bytes) {
    int count = bytes.remaining();
    boolean grantBack;
    synchronized (this) {
      refuseAfterEnd("data");
      if (inputEndedCalls > 0) {
        guard.violation("data after inputEnded");
      }
      if (count == 0) {
        guard.violation("empty data");
      }
      receivedBytes += count;
      if (receivedBytes > grantedBytes) {
        guard.violation(receivedBytes + " bytes delivered, " + grantedBytes + " granted");
      }
      digest.update(bytes);
      grantBack = grantsBack && count > 0;
    }
    if (grantBack) {
      grant(count);
    }
  }

  @Override
  public void writable() {
    guard.call(
        "writable",
        () -> {
          synchronized (this) {
            refuseAfterEnd("writable");
            writableCalls++;
          }
        });
  }

  @Override
  public void inputEnded() {
    guard.call(
        "inputEnded",
        () -> {
          synchronized (this) {
            refuseAfterEnd("inputEnded");
            if (++inputEndedCalls > 1) {
              guard.violation("inputEnded twice");
            }
          }
        });
  }

  @Override
  public void closed(@Nullable TransportException newCause) {
    guard.call(
        "closed",
        () -> {
          synchronized (this) {
            refuseAfterEnd("closed");
            closedCalls++;
            cause = newCause;
          }
        });
  }

  private void refuseAfterEnd(String call) {
    if (closedCalls > 0) {
      guard.violation(call + " after closed");
    }
  }

  /** Bytes delivered so far. */
  public synchronized long receivedBytes() {
    return receivedBytes;
  }

  /** SHA-256 of everything delivered; may be asked once, at the end. */
  public synchronized byte[] digest() {
    return digest.digest();
  }

  /** How often it was told that there is room again. */
  public synchronized long writableCalls() {
    return writableCalls;
  }

  /** Whether the other side has finished and everything was delivered. */
  public synchronized boolean hasInputEnded() {
    return inputEndedCalls > 0;
  }

  /** Whether the stream is over. */
  public synchronized boolean isClosed() {
    return closedCalls > 0;
  }

  /** Why it is over; null for an orderly end. */
  public synchronized @Nullable TransportException cause() {
    return cause;
  }

  /** Breaches of the interface's promises. */
  public List<String> violations() {
    return guard.violations();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JDK has SHA-256", impossible);
    }
  }
}
