package io.scp2p.transport.tcp;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportException.Reason;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Says in our words what went wrong below. */
final class Failures {
  private Failures() {}

  static TransportException connecting(SocketAddress remote, @Nullable Throwable cause) {
    return cause instanceof ConnectTimeoutException
        ? timedOut(remote)
        : new TransportException(Reason.UNREACHABLE, "cannot connect to " + remote, cause);
  }

  static TransportException handshake(@Nullable SocketAddress remote, @Nullable Throwable cause) {
    return cause instanceof SslHandshakeTimeoutException
        ? timedOut(remote)
        : new TransportException(Reason.HANDSHAKE, remote + " does not speak TLS with us", cause);
  }

  static TransportException timedOut(@Nullable SocketAddress remote) {
    return new TransportException(Reason.TIMED_OUT, remote + " did not answer in time", null);
  }

  static TransportException broken(@Nullable SocketAddress remote, Throwable cause) {
    return new TransportException(Reason.BROKEN, "the connection to " + remote + " broke", cause);
  }
}
