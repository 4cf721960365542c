package io.scp2p.core.engine.relay;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.TunnelLine;
import io.scp2p.core.engine.TunnelUser;
import io.scp2p.core.engine.Tunnels;
import io.scp2p.core.engine.dht.Places;
import io.scp2p.core.protocol.relay.RelayDirectory;
import io.scp2p.core.protocol.relay.RelayVerdict;
import io.scp2p.core.protocol.relay.TunnelEffect;
import io.scp2p.core.protocol.relay.TunnelInput;
import io.scp2p.core.protocol.relay.TunnelMachine;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.MessageType;
import io.scp2p.core.wire.message.PexRequest;
import io.scp2p.core.wire.message.RelayStream.Kind;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.RelayRoute;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The tunnels that this node keeps to be reached by. Lives on the loop. */
final class TunnelKeeper {
  private final Loop loop;
  private final Network network;
  private final NodeKey self;
  private final RelayAsker asker;
  private final FarEnd farEnd;
  private final RelayDirectory directory;
  private final TunnelMachine machine;
  private final RelayListener listener;
  private final Runnable changed;
  private final Runnable seek;
  private final Alarm alarm;
  private final Map<Long, Held> held = new HashMap<>();
  private final Map<String, List<CompletableFuture<View>>> asked = new HashMap<>();
  private boolean closed;

  /** A tunnel that is up. */
  private record Held(TunnelLine line, PeerAddress relayAddress, long slotId, Instant since) {}

  /** A tunnel as others are told of it. */
  record View(NodeKey relay, PeerAddress advertised, Instant since, boolean healthy, long bytes) {}

  TunnelKeeper(
      Loop loop,
      Network network,
      NodeKey self,
      RelayAsker asker,
      FarEnd farEnd,
      RelayDirectory directory,
      TunnelMachine machine,
      RelayListener listener,
      Runnable changed,
      Runnable seek) {
    this.loop = loop;
    this.network = network;
    this.self = self;
    this.asker = asker;
    this.farEnd = farEnd;
    this.directory = directory;
    this.machine = machine;
    this.listener = listener;
    this.changed = changed;
    this.seek = seek;
    this.alarm = new Alarm(loop, () -> perform(machine.onTimeout(loop.time().nanos())));
  }

  void step(TunnelInput input) {
    if (!closed) {
      perform(machine.accept(loop.time().nanos(), input));
    }
  }

  private void perform(List<TunnelEffect> effects) {
    alarm.set(closed ? OptionalLong.empty() : machine.deadlineNanos());
    for (TunnelEffect effect : effects) {
      if (effect instanceof TunnelEffect.Open open) {
        open(open.number(), open.relay());
      } else if (effect instanceof TunnelEffect.Check check) {
        check(check.number());
      } else if (effect instanceof TunnelEffect.Close close) {
        Held tunnel = held.get(close.number());
        if (tunnel != null) {
          loop.post(() -> tunnel.line().close("the tunnel is of no use"));
        }
      } else if (effect instanceof TunnelEffect.Changed) {
        loop.post(changed);
      } else if (effect instanceof TunnelEffect.Seek) {
        loop.post(seek);
      }
    }
  }

  /** One more tunnel, at a relay that the user names. */
  void register(PeerAddress relay, CompletableFuture<View> result) {
    View there = views().stream().filter(view -> isAt(view, relay)).findFirst().orElse(null);
    if (there != null) {
      result.complete(there);
      return;
    }
    asked.computeIfAbsent(relay.dialText(), name -> new ArrayList<>()).add(result);
    step(new TunnelInput.Wanted(relay));
  }

  private static boolean isAt(View view, PeerAddress relay) {
    RelayRoute route = view.advertised().relayVia();
    return route != null && route.relayAddress().dialText().equals(relay.dialText());
  }

  private void tellAsked(PeerAddress relay, String why) {
    List<CompletableFuture<View>> waiting = asked.remove(relay.dialText());
    if (waiting == null) {
      return;
    }
    View up = views().stream().filter(view -> isAt(view, relay)).findFirst().orElse(null);
    for (CompletableFuture<View> each : waiting) {
      if (up != null) {
        each.complete(up);
      } else {
        each.completeExceptionally(
            new Scp2pException(
                ErrorCode.RELAY_UNAVAILABLE,
                "The relay did not register this node.",
                Map.of("relay", relay.dialText(), "why", why)));
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void open(long number, PeerAddress relay) {
    network
        .tunnels()
        .open(Places.endpoint(relay), relay.pubkeyHint(), new User(number))
        .whenComplete(
            (opened, failure) -> {
              if (opened == null) {
                loop.post(
                    () -> {
                      step(new TunnelInput.Refused(number));
                      tellAsked(relay, String.valueOf(failure.getMessage()));
                    });
              } else {
                up(number, relay, opened);
              }
            });
  }

  private void up(long number, PeerAddress relay, Tunnels.Opened opened) {
    TunnelLine line = opened.line();
    if (closed) {
      line.close("the node is closing");
      return;
    }
    held.put(number, new Held(line, relay, opened.slotId(), loop.time().wall()));
    directory.rate(line.peer(), true);
    listener.tunnelOpened(line.peer());
    step(new TunnelInput.Opened(number, line.peer(), opened.slotId()));
    tellAsked(relay, "there is a tunnel at this relay already");
  }

  /** Asks this node for nothing, as anybody would who has its address. */
  private void check(long number) {
    Held tunnel = held.get(number);
    if (tunnel == null) {
      return;
    }
    asker.ask(
        route(tunnel),
        Kind.CONTROL,
        Envelope.request(MessageType.PEX_REQUEST.number(), 1, new PexRequest(0).encoded()),
        result -> {
          Envelope answer = result.answer();
          // Whoever is over a limit of the relay has learned nothing about the tunnel.
          boolean good =
              answer == null ? result.verdict() == RelayVerdict.LATER : answer.isResponse();
          step(new TunnelInput.Checked(number, good));
        });
  }

  private RelayRoute route(Held tunnel) {
    PeerAddress relay = tunnel.relayAddress();
    PeerAddress named =
        new PeerAddress(relay.ip(), relay.port(), relay.transport(), tunnel.line().peer(), null);
    return new RelayRoute(named, tunnel.slotId(), true);
  }

  /** Section 14.3: this node's own address, with the relay; nobody dials it. */
  private PeerAddress address(Held tunnel) {
    InetSocketAddress local = tunnel.line().local();
    return new PeerAddress(
        IpAddress.of(local.getAddress().getAddress()),
        local.getPort(),
        PeerTransport.TCP,
        self,
        route(tunnel));
  }

  /** Where others can reach this node through relays, the best first. */
  List<PeerAddress> addresses() {
    List<PeerAddress> addresses = new ArrayList<>();
    for (TunnelMachine.Tunnel tunnel : machine.tunnels()) {
      Held line = held.get(tunnel.number());
      if (line != null && line.line().isOpen()) {
        addresses.add(address(line));
      }
    }
    return addresses;
  }

  List<View> views() {
    List<View> views = new ArrayList<>();
    for (TunnelMachine.Tunnel tunnel : machine.tunnels()) {
      Held line = held.get(tunnel.number());
      if (line != null) {
        views.add(
            new View(
                tunnel.relay(),
                address(line),
                line.since(),
                tunnel.healthy(),
                line.line().bytes()));
      }
    }
    return views;
  }

  void close() {
    closed = true;
    alarm.set(OptionalLong.empty());
    List.copyOf(held.values()).forEach(tunnel -> tunnel.line().close("the node is closing"));
  }

  /** Hears of one tunnel. */
  private final class User implements TunnelUser {
    private final long number;

    User(long number) {
      this.number = number;
    }

    @Override
    public boolean asked(TunnelLine line, long ticket, Envelope request) {
      return farEnd.asked(line, ticket, request);
    }

    @Override
    public void closed(TunnelLine line) {
      @Nullable Held tunnel = held.remove(number);
      if (tunnel != null) {
        directory.rate(line.peer(), false);
        listener.tunnelLost(line.peer(), ErrorCode.CONNECTION_LOST);
      }
      step(new TunnelInput.Lost(number));
    }
  }
}
