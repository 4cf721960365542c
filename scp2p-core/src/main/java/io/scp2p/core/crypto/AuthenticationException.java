package io.scp2p.core.crypto;

/**
 * A ciphertext is not what its key, nonce and associated data say it should be: forged, damaged,
 * moved, or opened with the wrong key. Which of these it was cannot be known, so the message does
 * not pretend to, and there is no cause to look into.
 */
public final class AuthenticationException extends Exception {
  private static final long serialVersionUID = 1L;

  public AuthenticationException() {
    super("authentication failed: wrong key, or the data was changed");
  }
}
