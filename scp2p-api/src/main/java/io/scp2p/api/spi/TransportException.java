package io.scp2p.api.spi;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why a connection or stream could not be made or did not last. */
public final class TransportException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /**
   * Describes a failure.
   *
   * @param reason what kind of failure
   * @param message what happened, and to which address
   * @param cause the underlying failure, if there is one
   */
  public TransportException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /**
   * What kind of failure it was.
   *
   * @return the kind
   */
  public Reason reason() {
    return reason;
  }

  /** Kinds of failure that callers treat differently. */
  public enum Reason {
    /** Nobody is there: the address refused, or there is no way to it. */
    UNREACHABLE,
    /** No answer came, or not all of it, before the time was up. */
    TIMED_OUT,
    /** The transport handshake failed: the other side does not speak this transport. */
    HANDSHAKE,
    /** The address to listen on is taken or not ours. */
    BIND,
    /** A limit of this node was reached: too many connections, streams or bytes. */
    LIMIT,
    /** The other side, or the network, ended it without an orderly close. */
    BROKEN,
    /** This side closed it. */
    CLOSED
  }
}
