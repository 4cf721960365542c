package io.scp2p.core.crypto;

import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.SecretAccess;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Bytes that nobody else may learn: a seed, a symmetric key, a passphrase.
 *
 * <p>Closing overwrites them, and from then on every use is an {@link IllegalStateException}. They
 * are never printed, never serialized and never the subject of {@code equals} or {@code hashCode},
 * which would end in logs and hash tables: compare with {@link #hasSameSecret}.
 *
 * <p>Safe to share between threads. A use that races with {@link #close()} sees either the whole
 * secret or the exception, never a half wiped one.
 */
public final class SecretBytes implements AutoCloseable {
  private static final int MAX_UTF8_BYTES_PER_CHAR = 3;

  private final byte[] value;
  private boolean closed;

  private SecretBytes(byte[] value) {
    this.value = value;
  }

  /** Guards a copy; the caller still owns, and should wipe, the array it passed. */
  public static SecretBytes copyOf(byte[] bytes) {
    return new SecretBytes(bytes.clone());
  }

  /** Fresh bytes that nobody can predict. */
  public static SecretBytes random(int length, Entropy entropy) {
    return new SecretBytes(entropy.bytes(length));
  }

  /**
   * A passphrase as UTF-8, as section 18.3 wants it: no normalisation, no trimming.
   *
   * @throws IllegalArgumentException if a surrogate stands alone, for which there is no UTF-8
   */
  public static SecretBytes ofUtf8(char[] passphrase) {
    byte[] room = new byte[Math.multiplyExact(passphrase.length, MAX_UTF8_BYTES_PER_CHAR)];
    ByteBuffer target = ByteBuffer.wrap(room);
    CharsetEncoder encoder =
        StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPORT);
    boolean malformed = encoder.encode(CharBuffer.wrap(passphrase), target, true).isError();
    byte[] exact = Arrays.copyOf(room, target.position());
    Arrays.fill(room, (byte) 0);
    if (malformed) {
      Arrays.fill(exact, (byte) 0);
      throw new IllegalArgumentException("a passphrase must be well-formed text");
    }
    return new SecretBytes(exact);
  }

  /** Guards the array itself: whoever made it must not keep a reference. */
  static SecretBytes takeOver(byte[] fresh) {
    return new SecretBytes(fresh);
  }

  public int length() {
    return value.length;
  }

  /** Compares in time that depends on the lengths only. */
  public boolean hasSameSecret(SecretBytes other) {
    byte[] mine = copy();
    byte[] theirs = other.copy();
    try {
      return ConstantTime.equal(mine, theirs);
    } finally {
      Arrays.fill(mine, (byte) 0);
      Arrays.fill(theirs, (byte) 0);
    }
  }

  /** Hands out a copy, which the caller now has to protect and to overwrite. */
  public byte[] export(SecretAccess access) {
    Objects.requireNonNull(access, "access");
    return copy();
  }

  /** For this package: a copy that is wiped before the method that asked for it returns. */
  synchronized byte[] copy() {
    if (closed) {
      throw new IllegalStateException("the secret was closed");
    }
    return value.clone();
  }

  /** Overwrites the bytes. Closing again is harmless. */
  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(value, (byte) 0);
  }

  @Override
  public synchronized String toString() {
    return "SecretBytes[" + (closed ? "closed" : value.length + " bytes") + "]";
  }
}
