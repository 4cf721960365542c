package io.scp2p.core.protocol.portmap;

import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.IpAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One port that is asked for, and what was granted. */
final class Lease {
  final PortWish wish;
  final Bytes nonce;

  /** When to ask next. */
  long nextNanos;

  /** Questions since the last answer. */
  int tries;

  /** The router said no; {@link #nextNanos} is when it is worth asking again. */
  boolean refused;

  /** Held, and to be looked at in the list of the router. */
  boolean unchecked;

  /** Outside; 0 until one was granted. */
  int externalPort;

  /** Outside, once it is known. */
  @Nullable IpAddress external;

  long leaseSeconds;
  long grantedNanos;

  Lease(PortWish wish, Bytes nonce, long nowNanos) {
    this.wish = wish;
    this.nonce = nonce;
    this.nextNanos = nowNanos;
  }

  boolean isHeld() {
    return externalPort > 0;
  }

  /** Takes what was granted, and returns whether that is other than before. */
  boolean granted(int port, @Nullable IpAddress address, long seconds, long nowNanos) {
    boolean changed = port != externalPort || (address != null && !address.equals(external));
    externalPort = port;
    if (address != null) {
      external = address;
    }
    leaseSeconds = seconds;
    grantedNanos = nowNanos;
    tries = 0;
    refused = false;
    return changed;
  }

  /** The moment after which the router forwards no more. */
  long endNanos() {
    return grantedNanos + TimeUnit.SECONDS.toNanos(leaseSeconds);
  }

  boolean isOver(long nowNanos) {
    return isHeld() && leaseSeconds > 0 && Nanos.isDue(endNanos(), nowNanos);
  }

  void lost() {
    externalPort = 0;
    leaseSeconds = 0;
  }
}
