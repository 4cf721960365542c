package io.scp2p.core.sim;

import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportException.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One attempt to connect: the way there, the handshake's round trips, and what may end it. */
final class SimDial {
  private final SimTransport transport;
  private final InetSocketAddress remote;
  private final ConnectionListener listener;
  private final SimHost source;
  private final SimNetwork network;
  private final CompletableFuture<Connection> future = new CompletableFuture<>();
  private final boolean staysSilent;
  private @Nullable InetSocketAddress local;
  private @Nullable SimTask timeout;
  private @Nullable HandshakeSlot slot;
  private boolean done;

  SimDial(
      SimTransport transport,
      InetSocketAddress remote,
      ConnectionListener listener,
      boolean staysSilent) {
    this.transport = transport;
    this.remote = remote;
    this.listener = listener;
    this.source = transport.host();
    this.network = source.network();
    this.staysSilent = staysSilent;
  }

  CompletableFuture<Connection> start(Duration limit) {
    future.whenComplete(
        (connection, failure) -> {
          if (future.isCancelled()) {
            abandon();
          }
        });
    InetAddress address = source.sourceFor(remote.getAddress());
    InetSocketAddress actual = network.actualTarget(source, remote);
    SimHost target = network.ownerOf(actual.getAddress());
    if (address == null) {
      fail(Reason.UNREACHABLE, "no address of this family here");
      return future;
    }
    local = new InetSocketAddress(address, transport.dialPort(address));
    timeout =
        source.scheduleNanos(
            limit.toNanos(), "dial timeout", this, () -> fail(Reason.TIMED_OUT, "no answer"));
    if (target == null) {
      long nanos = 2 * source.up().meanDelayNanos();
      source.scheduleNanos(nanos, "no route", this, () -> fail(Reason.UNREACHABLE, "no route"));
    } else {
      fly(source, target, 1, "dial", () -> reach(target, actual));
    }
    return future;
  }

  /** Ends the attempt from this side; whoever asked for it knows. */
  void abandon() {
    if (!finish()) {
      return;
    }
    HandshakeSlot held = slot;
    if (held != null) {
      SimHost target = held.listener().transport().host();
      fly(
          source,
          target,
          1,
          "dial abandoned",
          () -> {
            if (network.isReachable(source, target)) {
              held.release();
            }
          });
    }
  }

  void fail(Reason reason, String message) {
    if (!done) {
      abandon();
      future.completeExceptionally(
          new TransportException(reason, "dial of " + remote + ": " + message, null));
    }
  }

  private void reach(SimHost target, InetSocketAddress actual) {
    if (done || !network.isReachable(source, target) || !target.acceptsInbound()) {
      return; // Silence; the time-out tells.
    }
    SimListener listening = target.listener(transport.kind(), actual);
    if (listening == null || local == null) {
      refuse(target, "nobody listens there");
      return;
    }
    if (listening.transport().isSilent()) {
      return;
    }
    HandshakeSlot taken = listening.transport().takeSlot(listening, local.getAddress());
    if (taken == null) {
      refuse(target, "no room there");
      return;
    }
    slot = taken;
    if (!staysSilent) {
      int flights = 2 * transport.handshakeRoundTrips() - 1;
      fly(target, source, flights, "handshake", () -> complete(taken, target));
    }
  }

  private void refuse(SimHost target, String why) {
    fly(target, source, 1, "dial refused", () -> fail(Reason.UNREACHABLE, why));
  }

  private void complete(HandshakeSlot taken, SimHost target) {
    if (done || !network.isReachable(source, target) || local == null) {
      return;
    }
    if (!taken.isHeld()) {
      fail(Reason.HANDSHAKE, "it took too long for the other side");
      return;
    }
    SimTransport other = taken.listener().transport();
    SimConnection here = new SimConnection(transport, true, local, remote, other.certificate());
    SimConnection there =
        new SimConnection(
            other,
            false,
            new InetSocketAddress(remote.getAddress(), remote.getPort()),
            local,
            other.certificate());
    long delayNanos = network.drawDelayNanos(source, target);
    SimConnection.join(here, there, network.world().elapsedNanos() + delayNanos);
    here.setListener(listener);
    network
        .world()
        .scheduleNanos(delayNanos, "accept", here, () -> other.accept(taken, there, here));
    finish();
    transport.add(here);
    future.complete(here);
  }

  /** Whether it was not over before. */
  private boolean finish() {
    if (done) {
      return false;
    }
    done = true;
    if (timeout != null) {
      timeout.cancel();
    }
    transport.remove(this);
    return true;
  }

  /** So many one-way flights, each of which may have to be repeated. */
  private void fly(SimHost from, SimHost to, int flights, String label, Runnable action) {
    long nanos = 0;
    for (int i = 0; i < flights; i++) {
      SimHost a = i % 2 == 0 ? from : to;
      SimHost b = i % 2 == 0 ? to : from;
      nanos += network.drawDelayNanos(a, b);
      nanos += StreamLoss.drawDelayNanos(network, a, b, Link.PACKET_BYTES);
    }
    network.world().scheduleNanos(nanos, label, this, action);
  }

  @Override
  public String toString() {
    return transport.kind() + " " + source + " to " + remote;
  }
}
