package io.scp2p.core.crypto;

/** A stored secret is not in a format this version reads; no passphrase would open it. */
public final class MalformedSecretException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedSecretException(String what) {
    super(what);
  }
}
