package io.scp2p.transport.quic;

import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportException.Reason;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import tech.kwik.core.ConnectionTerminatedEvent;

/** Says in our words what went wrong below. */
final class Failures {
  private Failures() {}

  static TransportException unreachable(SocketAddress remote, @Nullable Throwable cause) {
    return new TransportException(Reason.UNREACHABLE, "cannot send to " + remote, cause);
  }

  static TransportException timedOut(SocketAddress remote) {
    return new TransportException(Reason.TIMED_OUT, remote + " did not answer in time", null);
  }

  static TransportException handshake(SocketAddress remote, String why, @Nullable Throwable cause) {
    return new TransportException(
        Reason.HANDSHAKE, remote + " does not speak our QUIC: " + why, cause);
  }

  static TransportException broken(SocketAddress remote, String why) {
    return new TransportException(
        Reason.BROKEN, "the connection to " + remote + " broke: " + why, null);
  }

  static TransportException closedHere(String what) {
    return new TransportException(Reason.CLOSED, what, null);
  }

  static TransportException transportClosed() {
    return closedHere("this transport is closed");
  }

  static TransportException limit(String what) {
    return new TransportException(Reason.LIMIT, what, null);
  }

  /** Why the library ended a connection; null for an orderly end by either side. */
  static @Nullable TransportException ended(SocketAddress remote, ConnectionTerminatedEvent event) {
    return switch (event.closeReason()) {
      case IdleTimeout -> broken(remote, "nothing was heard from it for too long");
      case ConnectionLost -> broken(remote, "it stopped answering");
      case StatelessReset -> broken(remote, "it does not know the connection any more");
      case ImmediateClose -> {
        Long code = event.applicationErrorCode();
        boolean orderly = !event.hasTransportError() && (code == null || code == 0);
        yield orderly ? null : broken(remote, event.errorDescription());
      }
    };
  }
}
