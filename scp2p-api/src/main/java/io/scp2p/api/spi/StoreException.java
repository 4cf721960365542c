package io.scp2p.api.spi;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why a store or an index could not do what it was asked. */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /**
   * Describes a failure.
   *
   * @param reason what kind of failure
   * @param message what happened, and to which part
   * @param cause the underlying failure, if there is one
   */
  public StoreException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** {@return what kind of failure it was} */
  public Reason reason() {
    return reason;
  }

  /** Kinds of failure that callers treat differently. */
  public enum Reason {
    /** The disk has no room. */
    FULL,
    /** Another process or node uses it. */
    LOCKED,
    /** What is there cannot be read. */
    CORRUPT,
    /** It was written by a newer version. */
    TOO_NEW,
    /** The system refused access. */
    DENIED,
    /** What should be there is not. */
    MISSING,
    /** A file is not what it was when it was opened or published. */
    CHANGED,
    /** What should be made is there already. */
    EXISTS,
    /** The disk failed. */
    FAILED,
    /** It was closed before. */
    CLOSED
  }
}
