package io.scp2p.examples.fuzz;

import io.scp2p.core.protocol.portmap.PortMapEffect;
import io.scp2p.core.protocol.portmap.PortMapInput;
import io.scp2p.core.protocol.portmap.PortMapMachine;
import io.scp2p.core.protocol.portmap.PortMapRules;
import io.scp2p.core.protocol.portmap.PortMapping;
import io.scp2p.core.protocol.portmap.PortWish;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.portmap.NatPmp;
import io.scp2p.core.wire.portmap.PortProtocol;
import io.scp2p.core.wire.record.IpAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Ports that a router shall forward, and a router, or somebody beside it, that says anything. */
final class PortMapTarget {
  private static final int STEPS = 512;
  private static final int MAX_EFFECTS = 64;
  private static final int SSDP_PORT = 1_900;
  private static final IpAddress GATEWAY = ip(1);
  private static final IpAddress SELF = ip(2);
  private static final List<PortWish> WISHES =
      List.of(new PortWish(PortProtocol.TCP, 7_001), new PortWish(PortProtocol.UDP, 7_000));

  private final Input in;
  private final PortMapMachine machine =
      new PortMapMachine(WISHES, PortMapRules.DEFAULT, Samples.entropy(7), new Random(3));
  private final Drive<PortMapInput, PortMapEffect> drive;
  private final List<PortMapEffect.Send> asked = new ArrayList<>();
  private final List<PortMapEffect.Fetch> fetching = new ArrayList<>();
  private final Set<Long> tickets = new HashSet<>();

  /** Whoever answered a search; each may name a document of its own. */
  private final Set<String> answering = new HashSet<>();

  private boolean closing;
  private boolean released;
  private boolean any;
  private int changes;
  private int effects;

  private PortMapTarget(Input in) {
    this.in = in;
    this.drive = new Drive<>(machine, Drive.start(in), this::saw);
    answering.add(GATEWAY.toString());
  }

  static FuzzTarget target() {
    return new FuzzTarget(
        "port-map",
        "ports that a router forwards: PCP, NAT-PMP and UPnP, from one that lies",
        vectors -> seeds(),
        input -> new PortMapTarget(new Input(input)).run());
  }

  /** One router for each protocol; everything else is refused or not answered at all. */
  private static List<byte[]> seeds() {
    byte[] pcp = {
      0, 0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 8, 0, 2, 1, 0, 0, 9, 0, 6, -56, 2, 0, 0, 9, 8, 0, 5, 0
    };
    byte[] natPmp = {
      0, 0, 0, 0, 0, 0, 1, 0, 2, 0, 1, 2, 0, 2, 0, 0, 1, 0, 2, 0, 0, 1, 9, 1, 0, 2, 0, 0, 1, 9, 1,
      0, 6, -56, 2, 0, 0, 5, 9, 1, 0
    };
    ByteBuffer upnp = ByteBuffer.allocate(4_096).put(new byte[] {0, 0, 0, 0, 0, 0, 0, 0});
    upnp.put(said(RouterTargets.OK));
    upnp.put(fetched(RouterTargets.DESCRIPTION));
    upnp.put(fetched(RouterTargets.ANSWER));
    for (int i = 0; i < 4; i++) {
      upnp.put(fetched(RouterTargets.MAPPED));
    }
    upnp.put(new byte[] {6, -56, 5});
    byte[] whole = new byte[upnp.position()];
    upnp.flip().get(whole);
    return List.of(pcp, natPmp, whole);
  }

  private static byte[] said(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(bytes.length + 5)
        .put(new byte[] {1, 1, 1})
        .putShort((short) bytes.length)
        .put(bytes)
        .array();
  }

  private static byte[] fetched(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(bytes.length + 4)
        .put(new byte[] {3, 0})
        .putShort((short) bytes.length)
        .put(bytes)
        .array();
  }

  private static IpAddress ip(int last) {
    return IpAddress.of((byte) 192, (byte) 168, (byte) 1, (byte) last);
  }

  private boolean run() {
    for (int steps = 0; !in.isEmpty() && steps < STEPS; steps++) {
      int before = changes;
      List<String> had = forwarded();
      effects = 0;
      switch (in.below(8)) {
        case 0 -> {
          Optional<IpAddress> gateway = in.bool() ? Optional.of(GATEWAY) : Optional.empty();
          drive.feed(new PortMapInput.Router(gateway, in.below(16) == 15 ? ip(3) : SELF));
        }
        case 1 -> datagram();
        case 2 -> answer();
        case 3 -> fetched();
        case 4 -> {
          if (in.u8() > 200) {
            drive.feed(new PortMapInput.NoNetwork());
            fetching.clear();
          }
        }
        case 5 -> {
          if (in.u8() < 3) {
            closing = true;
            drive.feed(new PortMapInput.Close());
          }
        }
        default -> drive.pass(in);
      }
      Finding.unless(closing || changes > before || had.equals(forwarded()), "changed in silence");
      Finding.unless(machine.mappings().size() <= WISHES.size(), "more than was wished for");
      Finding.unless(!released || machine.deadlineNanos().isEmpty(), "an end that is none");
      Finding.unless(
          machine.trials().stream().allMatch(trial -> !trial.toString().isEmpty()),
          "nothing to say");
      any |= !machine.mappings().isEmpty();
    }
    return any;
  }

  private List<String> forwarded() {
    return machine.mappings().stream().map(PortMapTarget::outside).sorted().toList();
  }

  private static String outside(PortMapping mapping) {
    return mapping.wish() + " " + mapping.external() + " " + mapping.externalPort();
  }

  /** Of anybody near, from any port. */
  private void datagram() {
    IpAddress from = ip(in.below(4));
    int port = in.bool() ? SSDP_PORT : NatPmp.PORT;
    answering.add(from.toString());
    drive.feed(new PortMapInput.Received(from, port, in.block()));
  }

  /** To one of its questions, as the protocol has it, with results and numbers of the input. */
  private void answer() {
    List<PortMapEffect.Send> questions =
        asked.stream().filter(each -> each.port() == NatPmp.PORT).toList();
    if (questions.isEmpty()) {
      return;
    }
    PortMapEffect.Send question = questions.get(questions.size() - 1 - in.u8() % questions.size());
    byte[] bytes = question.bytes().toArray();
    int result = in.below(16);
    byte[] answer = bytes[0] == 2 ? pcp(bytes, result) : natPmp(bytes, result);
    drive.feed(new PortMapInput.Received(question.to(), NatPmp.PORT, Bytes.wrap(answer)));
  }

  /** RFC 6887 section 7.2 and 11.1: mostly what was asked for comes back. */
  private byte[] pcp(byte[] question, int result) {
    ByteBuffer answer = ByteBuffer.wrap(question.clone());
    answer.put(1, (byte) (question[1] | 0x80)).put(2, (byte) 0).put(3, (byte) result);
    answer.putInt(8, in.u8());
    for (int i = 12; i < 24; i++) {
      answer.put(i, (byte) 0);
    }
    if (question.length >= 60) {
      answer.putShort(42, (short) (7_000 + in.u8()));
      answer.position(44);
      answer.put(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 44, 0, 0, (byte) in.below(4)});
    }
    return answer.array();
  }

  /** RFC 6886 sections 3.2 and 3.3. */
  private byte[] natPmp(byte[] question, int result) {
    int kind = question.length > 1 ? question[1] : 0;
    ByteBuffer answer = ByteBuffer.allocate(kind == 0 ? 12 : 16);
    answer.put((byte) 0).put((byte) (kind | 0x80)).putShort((short) result).putInt(in.u8());
    if (kind == 0) {
      answer.put(new byte[] {44, 0, 0, (byte) in.below(4)});
    } else {
      answer.put(question, 4, 2).putShort((short) (7_000 + in.u8())).putInt(in.u16());
    }
    return answer.array();
  }

  private void fetched() {
    if (fetching.isEmpty()) {
      return;
    }
    PortMapEffect.Fetch fetch = fetching.remove(0);
    int[] statuses = {200, 500, 0, 404};
    int status = statuses[in.below(statuses.length)];
    drive.feed(new PortMapInput.Fetched(fetch.ticket(), status, in.block()));
  }

  private void saw(PortMapEffect effect) {
    Finding.unless(!released, "something follows the end");
    Finding.unless(++effects <= 4_096 && changes <= 4 * STEPS * MAX_EFFECTS, "effects without end");
    if (effect instanceof PortMapEffect.Send send) {
      Finding.unless(send.port() == NatPmp.PORT || send.port() == SSDP_PORT, "another port");
      Finding.unless(
          send.port() == SSDP_PORT || send.to().equals(GATEWAY), "somebody else is asked");
      asked.add(send);
    } else if (effect instanceof PortMapEffect.Fetch fetch) {
      Finding.unless(tickets.add(fetch.ticket()), "two requests with one number");
      URI url = URI.create(fetch.url());
      Finding.unless(
          "http".equals(url.getScheme()) && answering.contains(url.getHost()),
          "a router makes this node ask somebody else: " + url);
      Finding.unless(
          fetch.soapAction().chars().noneMatch(sign -> sign < 0x20), "a header with another line");
      fetching.add(fetch);
    } else if (effect instanceof PortMapEffect.Changed) {
      changes++;
    } else {
      released = true;
      Finding.unless(closing, "it gives back what it should keep");
    }
  }
}
