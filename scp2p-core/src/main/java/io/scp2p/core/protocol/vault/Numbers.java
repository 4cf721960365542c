package io.scp2p.core.protocol.vault;

/** Numbers for questions; 0 is none. */
final class Numbers {
  private long last;

  long next() {
    return ++last;
  }
}
