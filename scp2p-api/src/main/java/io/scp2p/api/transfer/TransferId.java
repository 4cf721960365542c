package io.scp2p.api.transfer;

import java.util.Objects;
import java.util.UUID;

/**
 * Names a transfer on this node, also after a restart. It means nothing to other nodes.
 *
 * @param value unique
 */
public record TransferId(UUID value) {
  /** Requires the value. */
  public TransferId {
    Objects.requireNonNull(value, "value");
  }

  /**
   * Reads what {@link #toString()} wrote.
   *
   * @param text 36 characters
   * @return the id
   */
  public static TransferId parse(String text) {
    return new TransferId(UUID.fromString(text));
  }

  /** The 36 characters of the value. */
  @Override
  public String toString() {
    return value.toString();
  }
}
