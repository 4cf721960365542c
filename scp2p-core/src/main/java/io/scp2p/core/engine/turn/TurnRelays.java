package io.scp2p.core.engine.turn;

import io.scp2p.api.config.TurnServer;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.turn.TurnInput;
import io.scp2p.core.protocol.turn.TurnRules;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.stun.StunAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * The relayed addresses of this node at the TURN servers of its configuration: candidates for ICE,
 * and datagrams over them. Lives on the loop.
 *
 * <p>Whoever looks for a path takes {@link #candidates()}, tells the other side, and lets
 * {@linkplain #permit its addresses} in; from then on {@link #send} and {@link
 * TurnListener#delivered} are a path like any other, checks of ICE included.
 */
public final class TurnRelays {
  /** Servers that are asked; an allocation costs each of them a port. */
  public static final int MAX_SERVERS = 4;

  /** For giving back, at the end. */
  private static final Duration RELEASE = Duration.ofSeconds(1);

  private final Loop loop;
  private final List<ServerRun> runs = new ArrayList<>();
  private final CompletableFuture<Void> released = new CompletableFuture<>();
  private final Alarm releaseAlarm;
  private final TurnListener listener;
  private boolean opened;
  private boolean closing;

  /** Asks nobody before {@link #open}. */
  public TurnRelays(
      Loop loop,
      List<TurnServer> servers,
      TurnRules rules,
      Entropy entropy,
      TurnListener listener) {
    this.loop = loop;
    this.listener = listener;
    this.releaseAlarm = new Alarm(loop, () -> released.complete(null));
    servers.stream()
        .limit(MAX_SERVERS)
        .forEach(server -> runs.add(new ServerRun(loop, server, rules, entropy, new Watch())));
  }

  /** Gets an address at each server, and keeps it; again is harmless. */
  public void open() {
    if (!opened && !closing) {
      opened = true;
      runs.forEach(ServerRun::open);
    }
  }

  /** The addresses there are. */
  public List<StunAddress> candidates() {
    return runs.stream().flatMap(run -> Optional.ofNullable(run.relayed()).stream()).toList();
  }

  /** How it stands with each server. */
  public List<TurnState> states() {
    return runs.stream().map(ServerRun::state).toList();
  }

  /** Lets a peer send to an address of this node; {@link TurnListener#permitted} tells. */
  public void permit(StunAddress relayed, StunAddress peer) {
    feed(relayed, new TurnInput.Permit(peer));
  }

  /** A path to a peer is not needed any more. */
  public void forbid(StunAddress relayed, StunAddress peer) {
    feed(relayed, new TurnInput.Forbid(peer));
  }

  /** Sends to a peer that was permitted, from an address of this node; else drops it. */
  public void send(StunAddress relayed, StunAddress peer, Bytes data) {
    feed(relayed, new TurnInput.SendTo(peer, data));
  }

  private void feed(StunAddress relayed, TurnInput input) {
    for (ServerRun run : runs) {
      if (relayed.equals(run.relayed())) {
        run.feed(input);
        return;
      }
    }
  }

  /**
   * Gives every address back. From any thread; again is harmless.
   *
   * @return completes on the loop when the servers know, or do not answer
   */
  public CompletableFuture<Void> close() {
    loop.post(
        () -> {
          closing = true;
          runs.forEach(ServerRun::close);
          releaseAlarm.set(OptionalLong.of(loop.time().nanos() + Nanos.of(RELEASE)));
          released();
        });
    return released.copy();
  }

  private void released() {
    if (closing && runs.stream().allMatch(ServerRun::isClosed)) {
      releaseAlarm.set(OptionalLong.empty());
      released.complete(null);
    }
  }

  /** Ends the lines. Not on the loop: this waits for their threads. */
  public void release() {
    runs.forEach(ServerRun::release);
  }

  /** Sees the end of each before whoever asked for it does. */
  private final class Watch implements TurnListener {
    @Override
    public void opened(StunAddress relayed) {
      listener.opened(relayed);
    }

    @Override
    public void closed(StunAddress relayed) {
      loop.post(TurnRelays.this::released);
      listener.closed(relayed);
    }

    @Override
    public void permitted(StunAddress relayed, StunAddress peer, boolean may) {
      listener.permitted(relayed, peer, may);
    }

    @Override
    public void delivered(StunAddress relayed, StunAddress peer, Bytes data) {
      listener.delivered(relayed, peer, data);
    }
  }
}
