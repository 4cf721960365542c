package io.scp2p.examples.fuzz;

import io.scp2p.core.protocol.stun.StunCredential;
import io.scp2p.core.protocol.turn.TurnEffect;
import io.scp2p.core.protocol.turn.TurnInput;
import io.scp2p.core.protocol.turn.TurnMachine;
import io.scp2p.core.protocol.turn.TurnRules;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunError;
import io.scp2p.core.wire.stun.StunMessage;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.stun.StunWriter;
import io.scp2p.core.wire.turn.ChannelData;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An allocation at a TURN server that answers as the input says, and at whoever answers for it. */
final class TurnTarget {
  private static final int STEPS = 512;
  private static final int[] ERRORS = {300, 400, 401, 403, 437, 438, 441, 486, 500, 508};
  private static final StunCredential KEY = StunCredential.longTermMd5("anna", "realm", "hush");
  private static final StunCredential WRONG = StunCredential.longTermMd5("anna", "realm", "loud");

  private final Input in;
  private final boolean stream;
  private final TurnMachine turn;
  private final Drive<TurnInput, TurnEffect> drive;
  private final List<StunMessage> asked = new ArrayList<>();
  private final Set<StunAddress> wanted = new HashSet<>();
  private final Set<StunAddress> permitted = new HashSet<>();
  private boolean allocated;
  private boolean over;

  private TurnTarget(Input in) {
    this.in = in;
    this.stream = in.bool();
    this.turn = new TurnMachine("anna", "hush", stream, TurnRules.DEFAULT, Samples.entropy(6));
    this.drive = new Drive<>(turn, Drive.start(in), this::saw);
  }

  static FuzzTarget target() {
    return new FuzzTarget(
        "turn",
        "an allocation at a TURN server that lies, and its peers",
        vectors -> seeds(),
        input -> new TurnTarget(new Input(input)).run());
  }

  /** Asked for its name, allocated; a peer permitted, a datagram each way; time; closed. */
  private static List<byte[]> seeds() {
    List<byte[]> all = new ArrayList<>();
    for (byte stream = 0; stream < 2; stream++) {
      all.add(
          new byte[] {
            stream, 0, 0, 0, 0, 0, 0, 1, 0, 0, 5, 1, 0, 0, 0, 60, 3, 5, 1, 0, 0, 0, 60, 5, 5, 0, 3,
            7, 7, 7, 1, 0, 0, 0, 60, 5, 5, 0, 3, 7, 7, 7, 6, 5, 0, 6, 0, 1, 7, -56, 7, -56, 4, 5, 8
          });
      all.add(
          new byte[] {
            stream, 0, 0, 0, 0, 0, 3, 5, 0, 1, 0, 0, 5, 1, 0, 1, 5, 6, 1, 0, 0, 0, 9, 7, -56, 1, 0,
            1, 3, 7, 7, -56, 7, 127
          });
    }
    return all;
  }

  private boolean run() {
    for (int steps = 0; !in.isEmpty() && steps < STEPS; steps++) {
      switch (in.below(10)) {
        case 0 -> drive.feed(new TurnInput.Connected());
        case 1 -> answer();
        case 2 -> drive.feed(new TurnInput.Received(in.block()));
        case 3 -> {
          StunAddress peer = address(in.u8());
          wanted.add(peer);
          drive.feed(new TurnInput.Permit(peer));
        }
        case 4 -> {
          StunAddress peer = address(in.u8());
          wanted.remove(peer);
          permitted.remove(peer);
          drive.feed(new TurnInput.Forbid(peer));
        }
        case 5 -> drive.feed(new TurnInput.SendTo(address(in.u8()), in.block()));
        case 6 -> fromPeer();
        case 7 -> drive.pass(in);
        case 8 -> drive.feed(new TurnInput.Close());
        default -> {
          if (in.u8() > 240) {
            drive.feed(new TurnInput.Disconnected());
          }
        }
      }
      Finding.unless(turn.peers() <= TurnMachine.MAX_PEERS, "peers without end");
      Finding.unless(!over || turn.deadlineNanos().isEmpty(), "an end that is none");
      Finding.unless(turn.isAllocated() == (allocated && !over), "an allocation out of nothing");
    }
    return allocated;
  }

  private static StunAddress address(int number) {
    return new StunAddress(
        IpAddress.of((byte) 44, (byte) 2, (byte) 0, (byte) (number % 8)), 7_000 + number / 8);
  }

  /**
   * To one of its requests: success or an error, with what belongs to it or with something else.
   */
  private void answer() {
    if (asked.isEmpty()) {
      return;
    }
    StunMessage request = asked.get(asked.size() - 1 - in.u8() % asked.size());
    int choice = in.u8();
    boolean success = (choice & 1) == 0;
    StunWriter answer =
        new StunWriter(
            success ? StunClass.SUCCESS : StunClass.ERROR, request.method(), request.transaction());
    // The first one has no name yet: a real server asks for it.
    if (!success || !request.has(StunAttribute.USERNAME)) {
      int code = success ? StunError.UNAUTHENTICATED : ERRORS[in.below(ERRORS.length)];
      answer =
          new StunWriter(StunClass.ERROR, request.method(), request.transaction())
              .error(new StunError(code, "no"))
              .text(StunAttribute.REALM, (choice & 2) == 0 ? "realm" : "other")
              .text(StunAttribute.NONCE, "n" + in.u8());
    } else {
      if ((choice & 4) == 0) {
        answer
            .xoredAddress(StunAttribute.XOR_RELAYED_ADDRESS, address(200))
            .xoredAddress(StunAttribute.XOR_MAPPED_ADDRESS, address(201));
      }
      answer.u32(StunAttribute.LIFETIME, in.u16());
    }
    StunCredential key = (choice & 8) == 0 ? KEY : WRONG;
    drive.feed(
        new TurnInput.Received((choice & 16) == 0 ? key.sign(answer).encode() : answer.encode()));
  }

  /** Data of anybody, in a channel or as an indication. */
  private void fromPeer() {
    int choice = in.u8();
    Bytes data = Samples.bytes(choice, choice);
    drive.feed(
        new TurnInput.Received(
            in.bool()
                ? new ChannelData(ChannelData.FIRST_CHANNEL + choice % 8, data).encode(stream)
                : new StunWriter(StunClass.INDICATION, StunMethod.DATA, Samples.bytes(choice, 12))
                    .xoredAddress(StunAttribute.XOR_PEER_ADDRESS, address(choice))
                    .add(StunAttribute.DATA, data)
                    .encode()));
  }

  private void saw(TurnEffect effect) {
    Finding.unless(!over, "something follows the end");
    if (effect instanceof TurnEffect.Transmit transmit) {
      sent(transmit.message());
    } else if (effect instanceof TurnEffect.Allocated) {
      Finding.unless(!allocated, "two allocations");
      allocated = true;
    } else if (effect instanceof TurnEffect.Permitted peer) {
      Finding.unless(wanted.contains(peer.peer()), "a peer is permitted that nobody asked for");
      permitted.add(peer.peer());
    } else if (effect instanceof TurnEffect.Refused peer) {
      Finding.unless(wanted.contains(peer.peer()), "a peer is refused that nobody asked for");
      permitted.remove(peer.peer());
      wanted.remove(peer.peer());
    } else if (effect instanceof TurnEffect.Delivered delivered) {
      Finding.unless(
          permitted.stream().anyMatch(each -> each.ip().equals(delivered.peer().ip())),
          "a datagram of nobody");
    } else {
      over = true;
    }
  }

  private void sent(Bytes message) {
    try {
      if (ChannelData.looksLike(message)) {
        ChannelData.decode(message);
        Finding.unless(!permitted.isEmpty(), "data to a peer that is not permitted");
        return;
      }
      StunMessage decoded = StunMessage.decode(message);
      if (decoded.kind() == StunClass.REQUEST) {
        asked.add(decoded);
      }
    } catch (WireException refused) {
      throw new Finding("our own message is refused", refused);
    }
  }
}
