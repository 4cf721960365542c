package io.scp2p.api.spi;

import java.security.SecureRandom;

/**
 * Random bytes for keys and nonces. Jitter and sampling use {@link
 * java.util.random.RandomGenerator} instead, so that a simulation can replay them.
 */
@FunctionalInterface
public interface Entropy {
  /**
   * Fills the whole array with bytes that nobody can predict.
   *
   * @param target receives the bytes
   */
  void fill(byte[] target);

  /**
   * Fresh random bytes.
   *
   * @param count how many
   * @return a new array
   */
  default byte[] bytes(int count) {
    byte[] fresh = new byte[count];
    fill(fresh);
    return fresh;
  }

  /**
   * The machine's cryptographic random source.
   *
   * @return a source that is safe for keys and may be shared between threads
   */
  static Entropy system() {
    SecureRandom random = new SecureRandom();
    return random::nextBytes;
  }
}
