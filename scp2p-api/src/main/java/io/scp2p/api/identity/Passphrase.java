package io.scp2p.api.identity;

import io.scp2p.api.spi.SecretAccess;
import java.util.Arrays;
import java.util.Objects;

/** Characters that open stored keys. Wiped on {@link #close()}. */
public final class Passphrase implements AutoCloseable {
  /** Longer input is refused: it would only cost time. */
  public static final int MAX_LENGTH = 1_024;

  private final char[] characters;
  private boolean closed;

  private Passphrase(char[] characters) {
    this.characters = characters;
  }

  /**
   * Takes a copy; the caller should wipe what it passed.
   *
   * @param characters 1 to {@link #MAX_LENGTH}
   * @return the passphrase
   */
  public static Passphrase of(char[] characters) {
    if (characters.length == 0 || characters.length > MAX_LENGTH) {
      throw new IllegalArgumentException("a passphrase has 1 to " + MAX_LENGTH + " characters");
    }
    return new Passphrase(characters.clone());
  }

  /**
   * Shows the characters.
   *
   * @param token says that they will be protected
   * @return a fresh copy, for the caller to wipe
   * @throws IllegalStateException after {@link #close()}
   */
  public synchronized char[] reveal(SecretAccess token) {
    Objects.requireNonNull(token, "token");
    if (closed) {
      throw new IllegalStateException("the passphrase was wiped");
    }
    return characters.clone();
  }

  /** Wipes the characters. Harmless when repeated. */
  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(characters, '\0');
  }

  /** Says nothing about the characters. */
  @Override
  public String toString() {
    return "Passphrase[hidden]";
  }
}
