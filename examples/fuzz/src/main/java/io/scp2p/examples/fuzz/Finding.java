package io.scp2p.examples.fuzz;

/** Something that must never be so, whatever the input. */
final class Finding extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Finding(String message) {
    super(message);
  }

  Finding(String message, Throwable cause) {
    super(message, cause);
  }

  /** Objects unless {@code holds}. */
  static void unless(boolean holds, String message) {
    if (!holds) {
      throw new Finding(message);
    }
  }
}
