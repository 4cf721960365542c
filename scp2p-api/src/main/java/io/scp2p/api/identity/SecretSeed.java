package io.scp2p.api.identity;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.SecretAccess;
import java.util.Arrays;
import java.util.Objects;

/** The 32 secret bytes of an Ed25519 key (specification section 1.1). Wiped on {@link #close()}. */
public final class SecretSeed implements AutoCloseable {
  /** How many bytes every seed has. */
  public static final int LENGTH = 32;

  private final byte[] seed;
  private boolean closed;

  private SecretSeed(byte[] seed) {
    this.seed = seed;
  }

  /**
   * Takes a copy; the caller should wipe what it passed.
   *
   * @param seed 32 bytes
   * @param token says that the caller handles secrets knowingly
   * @return the seed
   * @throws Scp2pException with {@link ErrorCode#KEY_INVALID} if there are not 32
   */
  public static SecretSeed of(byte[] seed, SecretAccess token) {
    Objects.requireNonNull(token, "token");
    if (seed.length != LENGTH) {
      throw new Scp2pException(
          ErrorCode.KEY_INVALID, "A seed has 32 bytes, not " + seed.length + ".");
    }
    return new SecretSeed(seed.clone());
  }

  /**
   * Shows the bytes.
   *
   * @param token says that they will be protected
   * @return a fresh copy, for the caller to wipe
   * @throws IllegalStateException after {@link #close()}
   */
  public synchronized byte[] reveal(SecretAccess token) {
    Objects.requireNonNull(token, "token");
    if (closed) {
      throw new IllegalStateException("the seed was wiped");
    }
    return seed.clone();
  }

  /** Wipes the bytes. Harmless when repeated. */
  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(seed, (byte) 0);
  }

  /** Says nothing about the bytes. */
  @Override
  public String toString() {
    return "SecretSeed[hidden]";
  }
}
