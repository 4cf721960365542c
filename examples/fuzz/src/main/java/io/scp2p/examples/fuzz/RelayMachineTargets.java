package io.scp2p.examples.fuzz;

import io.scp2p.core.protocol.relay.RelayEffect;
import io.scp2p.core.protocol.relay.RelayInput;
import io.scp2p.core.protocol.relay.RelayMachine;
import io.scp2p.core.protocol.relay.RelayRules;
import io.scp2p.core.protocol.relay.TunnelEffect;
import io.scp2p.core.protocol.relay.TunnelInput;
import io.scp2p.core.protocol.relay.TunnelMachine;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.record.PeerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A relay, and a node behind one. */
final class RelayMachineTargets {
  private static final int TUNNELS = 8;
  private static final long UNIX = 1_700_000_000L;

  private RelayMachineTargets() {}

  static List<FuzzTarget> all() {
    return List.of(
        new FuzzTarget(
            "relay",
            "a relay: slots, tunnels, requests of anybody, time",
            vectors ->
                List.of(
                    new byte[] {
                      0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 4, 1, 2, 2, 3, 1, 0, 0, 9, 4, 1, 0, 9, 7, -1
                    },
                    new byte[] {0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 1, 6, 1, 7, 100}),
            input -> new Relay().run(input)),
        new FuzzTarget(
            "tunnels",
            "a node that keeps tunnels at relays, some of which lie",
            vectors ->
                List.of(
                    new byte[] {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 3, 1, 5, 7, -56, 5, 1, 0},
                    new byte[] {0, 0, 0, 0, 0, 0, 1, 2, 5, 3, 1, 4, 1, 7, 100}),
            input -> new Tunnels().run(input)));
  }

  private static final class Relay {
    private final Set<Long> open = new HashSet<>();
    private final Set<Long> sent = new HashSet<>();
    private final Set<Long> tunnels = new HashSet<>();
    private final RelayMachine relay =
        new RelayMachine(RelayRules.of(TUNNELS, true, 1 << 20, Duration.ofMinutes(5)));
    private long lastTicket;
    private boolean any;

    boolean run(byte[] input) {
      Input in = new Input(input);
      Drive<RelayInput, RelayEffect> drive = new Drive<>(relay, Drive.start(in), this::saw);
      for (int steps = 0; !in.isEmpty() && steps < 2_048; steps++) {
        switch (in.below(8)) {
          case 0, 1 -> {
            open.add(++lastTicket);
            Long slot = in.below(4) == 3 ? Long.valueOf(in.below(32)) : null;
            int owner = in.below(32);
            drive.feed(
                new RelayInput.Register(
                    lastTicket,
                    Samples.nodeKey(owner),
                    in.below(4),
                    owner,
                    slot,
                    in.bool(),
                    in.below(32),
                    UNIX));
          }
          case 2 -> drive.feed(new RelayInput.TunnelUp(in.below(32), in.u8()));
          case 3 -> {
            open.add(++lastTicket);
            drive.feed(
                new RelayInput.Forward(
                    lastTicket,
                    Samples.nodeKey(in.below(8)),
                    in.below(4),
                    in.below(32),
                    in.bool(),
                    in.u16()));
          }
          case 4 -> drive.feed(new RelayInput.Answered(in.below(1_024), in.u16()));
          case 5 -> drive.feed(new RelayInput.Unanswered(in.below(1_024)));
          case 6 -> drive.feed(new RelayInput.TunnelDown(in.below(32)));
          default -> drive.pass(in);
        }
        Finding.unless(tunnels.size() <= TUNNELS, "more tunnels than there may be");
        Finding.unless(relay.relayedBytes() >= 0, "less than nothing was relayed");
      }
      return any;
    }

    private void saw(RelayEffect effect) {
      if (effect instanceof RelayEffect.Registered registered) {
        answered(registered.ticket());
        any = true;
        if (registered.tunnel()) {
          tunnels.add(registered.slotId());
        }
      } else if (effect instanceof RelayEffect.Connected connected) {
        answered(connected.ticket());
      } else if (effect instanceof RelayEffect.Refused refused) {
        answered(refused.ticket());
      } else if (effect instanceof RelayEffect.Deliver delivered) {
        Finding.unless(sent.remove(delivered.ticket()), "an answer to what was never passed on");
        answered(delivered.ticket());
      } else if (effect instanceof RelayEffect.Send passed) {
        Finding.unless(open.contains(passed.ticket()), "a request of nobody is passed on");
        Finding.unless(sent.add(passed.ticket()), "a request is passed on twice");
      } else if (effect instanceof RelayEffect.CloseTunnel closed) {
        tunnels.remove(closed.slotId());
      }
    }

    private void answered(long ticket) {
      Finding.unless(open.remove(ticket), "two answers to one request");
    }
  }

  private static final class Tunnels {
    private final List<Long> numbers = new ArrayList<>();
    private final Set<Long> open = new HashSet<>();
    private boolean any;

    boolean run(byte[] input) {
      Input in = new Input(input);
      TunnelMachine tunnels =
          new TunnelMachine(1 + in.below(4), Duration.ofSeconds(30), new Random(1));
      Drive<TunnelInput, TunnelEffect> drive = new Drive<>(tunnels, Drive.start(in), this::saw);
      TunnelInput.Source[] sources = TunnelInput.Source.values();
      for (int steps = 0; !in.isEmpty() && steps < 1_024; steps++) {
        switch (in.below(8)) {
          case 0 -> drive.feed(new TunnelInput.Needed(in.bool()));
          case 1 ->
              drive.feed(new TunnelInput.Offered(addresses(in), sources[in.below(sources.length)]));
          case 2 -> drive.feed(new TunnelInput.Wanted(Samples.address(in.u8())));
          case 3 ->
              drive.feed(new TunnelInput.Opened(number(in), Samples.nodeKey(in.below(8)), in.u8()));
          case 4 -> drive.feed(new TunnelInput.Refused(number(in)));
          case 5 -> drive.feed(new TunnelInput.Checked(number(in), in.bool()));
          case 6 -> drive.feed(new TunnelInput.Lost(number(in)));
          default -> drive.pass(in);
        }
        Finding.unless(open.size() <= TunnelMachine.MAX_CANDIDATES, "tunnels without end");
      }
      return any;
    }

    private long number(Input in) {
      int choice = in.u8();
      return numbers.isEmpty() ? choice : numbers.get(choice % numbers.size());
    }

    private void saw(TunnelEffect effect) {
      any = true;
      if (effect instanceof TunnelEffect.Open opening) {
        Finding.unless(!numbers.contains(opening.number()), "two tunnels with one number");
        numbers.add(opening.number());
      } else if (effect instanceof TunnelEffect.Check check) {
        Finding.unless(numbers.contains(check.number()), "a tunnel of nobody is checked");
      }
    }
  }

  /** Some addresses; a peer may send what it likes. */
  static List<PeerAddress> addresses(Input in) {
    List<PeerAddress> all = new ArrayList<>();
    for (int i = in.below(20); i > 0; i--) {
      all.add(Samples.address(in.u8()));
    }
    if (in.below(8) == 7) {
      try {
        all.add(CborReader.decode(in.block(), PeerAddress::read));
      } catch (WireException refused) {
        return all;
      }
    }
    return all;
  }
}
