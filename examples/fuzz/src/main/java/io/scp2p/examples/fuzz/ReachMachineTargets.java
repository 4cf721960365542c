package io.scp2p.examples.fuzz;

import io.scp2p.core.protocol.reach.GuessEffect;
import io.scp2p.core.protocol.reach.GuessInput;
import io.scp2p.core.protocol.reach.GuessPlan;
import io.scp2p.core.protocol.reach.IceAgent;
import io.scp2p.core.protocol.reach.IceEffect;
import io.scp2p.core.protocol.reach.IceInput;
import io.scp2p.core.protocol.reach.NatDiscovery;
import io.scp2p.core.protocol.reach.NatEffect;
import io.scp2p.core.protocol.reach.NatInput;
import io.scp2p.core.protocol.reach.PortGuess;
import io.scp2p.core.protocol.reach.TcpMeeting;
import io.scp2p.core.protocol.stun.StunCredential;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.reach.Candidate;
import io.scp2p.core.wire.reach.CandidateKind;
import io.scp2p.core.wire.reach.MeetOverTcp;
import io.scp2p.core.wire.reach.PathOffer;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunMessage;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.stun.StunWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What looks for a direct path: over UDP, by guessed ports, over TCP; and what router there is. */
final class ReachMachineTargets {
  private static final int STEPS = 512;
  private static final int MAX_GUESSES = 1_024;
  private static final int STUN_PACKETS = 4;
  private static final PathOffer OWN = offer("ours", 'a', 9);
  private static final PathOffer REMOTE = offer("them", 'b', 1);
  private static final StunCredential OUR_KEY = StunCredential.shortTerm(OWN.password());
  private static final StunCredential THEIR_KEY = StunCredential.shortTerm(REMOTE.password());

  private ReachMachineTargets() {}

  static List<FuzzTarget> all() {
    return List.of(
        new FuzzTarget(
            "ice",
            "the search for a direct path, and the path: checks of the other side, and of others",
            ReachMachineTargets::iceSeeds,
            input -> new Ice(new Input(input)).run()),
        new FuzzTarget(
            "nat-discovery",
            "what kind of router there is, among servers that lie",
            vectors ->
                List.of(
                    new byte[] {0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 1, 0, 1, 5, 1, 0, 1, 5, 1, 0, 1, 5},
                    new byte[] {0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 5, 2, 1, 0, 0, 0, 1, 3, -56, 3, 127}),
            input -> new Nat().run(input)),
        new FuzzTarget(
            "port-guess",
            "ports that are guessed, for two offers of any kind",
            vectors ->
                List.of(
                    new byte[] {3, 0, 0, 0, 0, 0, 0, 0, 1, 0, -56, 0, -56, 0, 50, -1},
                    new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -56, 0, 100, -2, 0, 127}),
            ReachMachineTargets::guess),
        new FuzzTarget(
            "tcp-meeting",
            "two sides that connect over TCP at once, and one of them lies",
            vectors ->
                List.of(
                    new byte[] {0, 0, 0, 0, 0, 0, 0, 1, 27, 88, 3, 27, 89, 6, 1, 7, -56, 5},
                    new byte[] {0, 0, 0, 0, 0, 1, 40, 0, 0, 1, 27, 88, 7, -56, 6, 1, 7, -56, 5}),
            input -> new Meeting().run(input)));
  }

  private static PathOffer offer(String user, char sign, int host) {
    return new PathOffer(
        user,
        String.valueOf(sign).repeat(PathOffer.MIN_PASSWORD),
        true,
        List.of(
            Candidate.of(CandidateKind.HOST, address(host), 1),
            Candidate.of(CandidateKind.SERVER_REFLEXIVE, address(host + 1), 1)));
  }

  /** Few of them, so that an input comes back to one. */
  static StunAddress address(int number) {
    return new StunAddress(
        IpAddress.of((byte) 44, (byte) 1, (byte) 0, (byte) (number / 4 % 8)), 7_000 + number % 4);
  }

  private static List<byte[]> iceSeeds(Vectors vectors) {
    List<byte[]> all = new ArrayList<>();
    for (int controlling = 0; controlling < 2; controlling++) {
      byte role = (byte) controlling;
      // Its checks are answered, the other side checks, time passes, it is answered again.
      all.add(
          new byte[] {
            role, 0, 0, 0, 0, 0, 0, 0, 5, -56, 2, 0, 0, 1, 1, 1, 5, -56, 2, 0, 0, 5, -56, 5, -56, 5,
            -56, 2, 0, 0, 5, -56, 2, 0, 0, 5, 120, 5, 120
          });
      for (byte[] offer : vectors.octets(Set.of("messages", "payload"), "reach-extension")) {
        byte[] with = new byte[offer.length + 10];
        with[0] = role;
        with[7] = 1;
        with[8] = (byte) (offer.length >> 8);
        with[9] = (byte) offer.length;
        System.arraycopy(offer, 0, with, 10, offer.length);
        all.add(with);
      }
    }
    return all;
  }

  /** One search, and somebody who sees what it sends. */
  private static final class Ice {
    private final Input in;
    private final boolean controlling;
    private final IceAgent agent;
    private final Drive<IceInput, IceEffect> drive;
    private final List<IceEffect.Send> checks = new ArrayList<>();
    private final Set<StunAddress> named = new HashSet<>();
    private boolean selected;
    private boolean over;

    Ice(Input in) {
      this.in = in;
      this.controlling = in.bool();
      long start = Drive.start(in);
      this.agent = new IceAgent(start, controlling, OWN, Samples.entropy(3));
      this.drive = new Drive<>(agent, start, this::saw);
    }

    boolean run() {
      for (int steps = 0; !in.isEmpty() && steps < STEPS; steps++) {
        switch (in.below(7)) {
          case 0 -> offered();
          case 1 -> checked();
          case 2 -> answered();
          case 3 -> detoured();
          case 4 -> received(decoded(in.block()), in.u8());
          case 5 -> drive.pass(in);
          default -> drive.feed(new IceInput.Prolonged(drive.now() + in.u16() * 1_000_000L));
        }
        Finding.unless(over == agent.isOver(), "it is over and did not say so");
        Finding.unless(!over || agent.deadlineNanos().isEmpty(), "an end that is none");
        Finding.unless(
            agent.selected().isPresent() == (selected && !over), "a path out of nothing");
      }
      return selected;
    }

    private void offered() {
      PathOffer remote = REMOTE;
      if (in.bool()) {
        try {
          remote = CborReader.decode(in.block(), PathOffer::read);
        } catch (WireException refused) {
          return;
        }
      }
      remote.candidates().forEach(each -> named.add(each.at()));
      drive.feed(new IceInput.Offered(remote));
    }

    /** A check of the other side, or of somebody who does not know the password. */
    private void checked() {
      int choice = in.u8();
      StunWriter check =
          new StunWriter(StunClass.REQUEST, StunMethod.BINDING, Samples.bytes(choice, 12))
              .text(StunAttribute.USERNAME, "ours:them")
              .u64(
                  (choice & 4) == 0 == controlling
                      ? StunAttribute.ICE_CONTROLLED
                      : StunAttribute.ICE_CONTROLLING,
                  5);
      if ((choice & 8) == 0) {
        check.u32(StunAttribute.PRIORITY, 1L << choice % 31);
      }
      if ((choice & 1) != 0) {
        check.flag(StunAttribute.USE_CANDIDATE);
      }
      boolean genuine = (choice & 16) == 0;
      int from = in.u8();
      int before = checks.size();
      if (genuine) {
        named.add(address(from));
      }
      received(decoded((genuine ? OUR_KEY : THEIR_KEY).sign(check).fingerprint().encode()), from);
      Finding.unless(
          genuine || checks.size() == before || named.contains(address(from)),
          "a stranger is answered");
    }

    private void answered() {
      if (checks.isEmpty()) {
        return;
      }
      int choice = in.u8();
      IceEffect.Send check = checks.get(in.u8() % checks.size());
      StunMessage request = decoded(check.datagram());
      if (request == null || request.kind() != StunClass.REQUEST) {
        return;
      }
      StunWriter answer =
          new StunWriter(
                  (choice & 1) == 0 ? StunClass.SUCCESS : StunClass.ERROR,
                  StunMethod.BINDING,
                  request.transaction())
              .xoredAddress(StunAttribute.XOR_MAPPED_ADDRESS, address((choice >> 4) + 20));
      StunCredential key = (choice & 2) == 0 ? THEIR_KEY : OUR_KEY;
      StunMessage message = decoded(key.sign(answer).fingerprint().encode());
      if (message != null && agent.owns(check.to(), message)) {
        drive.feed(new IceInput.Received(check.to(), message));
      }
    }

    private void detoured() {
      List<Candidate> ways = new ArrayList<>();
      for (int i = in.below(40); i > 0; i--) {
        StunAddress at = address(in.u8());
        named.add(at);
        ways.add(Candidate.of(CandidateKind.RELAYED, at, i));
      }
      drive.feed(new IceInput.Detoured(ways));
    }

    private void received(@Nullable StunMessage message, int from) {
      if (message != null && agent.owns(address(from), message)) {
        drive.feed(new IceInput.Received(address(from), message));
      }
    }

    private void saw(IceEffect effect) {
      Finding.unless(!over, "something follows the end");
      if (effect instanceof IceEffect.Send send) {
        Finding.unless(
            named.contains(send.to()), "a packet to an address that nobody has named or proved");
        checks.add(send);
      } else if (effect instanceof IceEffect.Selected path) {
        Finding.unless(!selected, "two paths are selected");
        Finding.unless(named.contains(path.remote()), "an address of nobody is selected");
        selected = true;
      } else if (effect instanceof IceEffect.Failed) {
        Finding.unless(!selected, "a search fails that has found something");
        over = true;
      } else {
        Finding.unless(selected, "a path is lost that there never was");
        over = true;
      }
    }
  }

  private static @Nullable StunMessage decoded(Bytes datagram) {
    try {
      return StunMessage.decode(datagram);
    } catch (WireException refused) {
      return null;
    }
  }

  private static final class Nat {
    private final List<NatEffect.Send> sent = new ArrayList<>();
    private boolean running;
    private int packets;
    private boolean any;

    boolean run(byte[] input) {
      Input in = new Input(input);
      NatDiscovery nat = new NatDiscovery(Samples.entropy(4));
      Drive<NatInput, NatEffect> drive = new Drive<>(nat, Drive.start(in), this::saw);
      for (int steps = 0; !in.isEmpty() && steps < STEPS; steps++) {
        switch (in.below(4)) {
          case 0 -> {
            running = true;
            packets = 0;
            sent.clear();
            drive.feed(new NatInput.Ask(addresses(in), addresses(in)));
          }
          case 1 -> answer(nat, drive, in);
          case 2 -> feed(nat, drive, address(in.u8()), decoded(in.block()));
          default -> drive.pass(in);
        }
        Finding.unless(running == nat.isRunning(), "a round has ended and did not say so");
        Finding.unless(
            running == nat.deadlineNanos().isPresent(), "nobody is waited for, or without end");
      }
      return any;
    }

    private static List<StunAddress> addresses(Input in) {
      List<StunAddress> all = new ArrayList<>();
      for (int i = in.below(20); i > 0; i--) {
        all.add(address(in.u8()));
      }
      return all;
    }

    /** A server answers what it was asked, with any address, and says it has another one. */
    private void answer(NatDiscovery nat, Drive<NatInput, NatEffect> drive, Input in) {
      if (sent.isEmpty()) {
        return;
      }
      NatEffect.Send question = sent.get(in.u8() % sent.size());
      StunMessage request = decoded(question.datagram());
      if (request == null) {
        throw new Finding("our own question is refused");
      }
      int choice = in.u8();
      StunWriter answer =
          new StunWriter(
              (choice & 1) != 0 ? StunClass.SUCCESS : StunClass.ERROR,
              StunMethod.BINDING,
              request.transaction());
      if ((choice & 2) == 0) {
        answer.xoredAddress(StunAttribute.XOR_MAPPED_ADDRESS, address(choice >> 3));
      }
      if ((choice & 4) != 0) {
        answer.address(StunAttribute.OTHER_ADDRESS, address(in.u8()));
        answer.address(StunAttribute.RESPONSE_ORIGIN, address(in.u8()));
      }
      feed(nat, drive, question.to(), decoded(answer.encode()));
    }

    private static void feed(
        NatDiscovery nat,
        Drive<NatInput, NatEffect> drive,
        StunAddress from,
        @Nullable StunMessage message) {
      if (message != null && nat.owns(message)) {
        drive.feed(new NatInput.Received(from, message));
      }
    }

    private void saw(NatEffect effect) {
      Finding.unless(running, "something follows the end");
      if (effect instanceof NatEffect.Send send) {
        packets++;
        Finding.unless(
            packets <= 3 * STUN_PACKETS * NatDiscovery.MAX_SERVERS, "questions without end");
        sent.add(send);
      } else if (effect instanceof NatEffect.Found found) {
        Finding.unless(!found.report().words().isEmpty(), "nothing to say");
        Finding.unless(
            found.report().answered() <= found.report().asked(), "more answers than questions");
        any |= found.report().answered() > 0;
        running = false;
      }
    }
  }

  /** Two offers: what the sides know of their routers, and addresses of any kind. */
  private static boolean guess(byte[] input) {
    Input in = new Input(input);
    int kinds = in.u8();
    PathOffer own = differing(OWN, kinds, in);
    PathOffer remote = differing(REMOTE, kinds >> 1 ^ 1, in);
    GuessPlan plan = GuessPlan.of(own, remote).orElse(null);
    Finding.unless(
        plan == null
            || GuessPlan.of(remote, own).stream().noneMatch(GuessPlan::opens)
            || !plan.opens(),
        "both sides open ports");
    if (plan == null) {
      return false;
    }
    boolean[] over = new boolean[1];
    Set<StunAddress> tried = new HashSet<>();
    long start = Drive.start(in);
    PortGuess guess = new PortGuess(start, plan, in.bool(), Samples.entropy(5), new Random(2));
    Drive<GuessInput, GuessEffect> drive =
        new Drive<>(
            guess,
            start,
            effect -> {
              Finding.unless(!over[0], "something follows the end");
              if (effect instanceof GuessEffect.Send send) {
                Finding.unless(send.to().ip().equals(plan.target().ip()), "another address");
                Finding.unless(tried.add(send.to()), "a port is tried twice");
                Finding.unless(send.to().port() >= MeetOverTcp.MIN_PORT, "a port of a service");
              } else if (effect instanceof GuessEffect.Open open) {
                Finding.unless(open.to().equals(plan.target()), "another address");
              }
              over[0] = effect instanceof GuessEffect.Ended;
            });
    while (!in.isEmpty()) {
      int choice = in.u8();
      if (choice == 255) {
        drive.feed(GuessInput.MET);
      } else if (choice == 254) {
        drive.feed(GuessInput.NO_MORE_PORTS);
      } else {
        drive.pass(in);
      }
    }
    Finding.unless(guess.sent() <= MAX_GUESSES, "guesses without end");
    Finding.unless(over[0] == guess.deadlineNanos().isEmpty(), "an end that is none");
    return true;
  }

  private static PathOffer differing(PathOffer offer, int kind, Input in) {
    Boolean differs = (kind & 4) != 0 ? null : Boolean.valueOf((kind & 1) != 0);
    List<Candidate> candidates = new ArrayList<>(offer.candidates());
    CandidateKind[] kinds = CandidateKind.values();
    for (int i = in.below(8); i > 0; i--) {
      IpAddress ip =
          in.bool()
              ? new IpAddress(Bytes.wrap(in.fixed(16)))
              : new IpAddress(Bytes.wrap(in.fixed(4)));
      candidates.add(
          Candidate.of(kinds[in.below(kinds.length)], new StunAddress(ip, 1 + in.u8()), i));
    }
    return new PathOffer(offer.user(), offer.password(), true, candidates, differs);
  }

  private static final class Meeting {
    private int connects;
    private boolean offered;
    private boolean looked;
    private boolean over;
    private boolean met;

    boolean run(byte[] input) {
      Input in = new Input(input);
      long start = Drive.start(in);
      TcpMeeting meeting =
          in.bool()
              ? TcpMeeting.answering(
                  MeetOverTcp.MIN_PORT + in.below(60_000), in.u32() * 1_000_000, start)
              : TcpMeeting.asking(start);
      Drive<TcpMeeting.Input, TcpMeeting.Effect> drive = new Drive<>(meeting, start, this::saw);
      drive.feed(new TcpMeeting.Input.Begun());
      for (int steps = 0; !in.isEmpty() && steps < STEPS; steps++) {
        switch (in.below(8)) {
          case 0 -> drive.feed(new TcpMeeting.Input.Begun());
          case 1 -> drive.feed(new TcpMeeting.Input.Seen(port(in)));
          case 2 -> drive.feed(new TcpMeeting.Input.Unseen("no"));
          case 3 -> drive.feed(new TcpMeeting.Input.Agreed(port(in)));
          case 4 -> drive.feed(new TcpMeeting.Input.Refused("no"));
          case 5 -> drive.feed(new TcpMeeting.Input.Connected());
          case 6 -> drive.feed(new TcpMeeting.Input.Failed("no", in.bool()));
          default -> drive.pass(in);
        }
        Finding.unless(
            over || drive.now() - start < TcpMeeting.LIMIT.toNanos() + 1, "it takes for ever");
        Finding.unless(over == meeting.deadlineNanos().isEmpty(), "an end that is none");
      }
      return met;
    }

    private static int port(Input in) {
      return Math.max(MeetOverTcp.MIN_PORT, in.u16());
    }

    private void saw(TcpMeeting.Effect effect) {
      Finding.unless(!over, "something follows the end");
      if (effect instanceof TcpMeeting.Effect.Look) {
        Finding.unless(!looked, "it looks twice");
        looked = true;
      } else if (effect instanceof TcpMeeting.Effect.Offer) {
        Finding.unless(!offered, "it offers twice");
        offered = true;
      } else if (effect instanceof TcpMeeting.Effect.Connect connect) {
        Finding.unless(offered, "it connects without a word");
        Finding.unless(++connects <= TcpMeeting.MAX_CONNECTS, "it connects without end");
        Finding.unless(connect.port() >= MeetOverTcp.MIN_PORT, "a port of a service");
        Finding.unless(!connect.within().isNegative(), "no time to connect");
      } else {
        over = true;
        met = effect instanceof TcpMeeting.Effect.Met;
      }
    }
  }
}
