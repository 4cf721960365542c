package io.scp2p.examples.fuzz;

import io.scp2p.core.crypto.EphemeralKey;
import io.scp2p.core.protocol.relay.SealedChannel;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.relay.ChannelOpened;
import io.scp2p.core.wire.relay.OpenChannel;
import io.scp2p.core.wire.relay.SealedFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What travels through relays. */
final class RelayTargets {
  private static final Bytes NAME = Samples.bytes(3, 16);
  private static final EphemeralKey OWN = EphemeralKey.generate(Samples.entropy(1));
  private static final EphemeralKey PEERS = EphemeralKey.generate(Samples.entropy(2));

  private RelayTargets() {}

  static List<FuzzTarget> all() {
    return List.of(
        frame("sealed-frame", "message 602", RoundTrip.record(SealedFrame::decode)),
        frame("open-channel", "message 601, the question", RoundTrip.record(OpenChannel::decode)),
        frame("channel-opened", "message 601, the answer", RoundTrip.record(ChannelOpened::decode)),
        new FuzzTarget(
            "sealed-channel",
            "frames sealed, repeated, swapped, forged",
            vectors -> channelSeeds(),
            RelayTargets::channel));
  }

  private static FuzzTarget frame(String name, String says, FuzzTarget.Feed feed) {
    return new FuzzTarget(
        name,
        says,
        vectors ->
            List.of(
                new SealedFrame(NAME, 5, Samples.bytes(1, 40)).encoded().toArray(),
                new OpenChannel(Samples.bytes(1, 32)).encoded().toArray(),
                new ChannelOpened(Samples.bytes(1, 32), NAME).encoded().toArray(),
                new byte[0]),
        feed);
  }

  private static List<byte[]> channelSeeds() {
    byte[] opens = Arrays.copyOf(Samples.filled(0, 33), 48);
    byte[] steps = {0, 3, 7, 7, 7, 1, 0, 2, 0, 5, 1, 1, 0};
    System.arraycopy(steps, 0, opens, 33, steps.length);
    return List.of(opens, new byte[200], Samples.filled(1, 64));
  }

  /** Only what the other end sealed opens, and once. */
  private static boolean channel(byte[] input) {
    Input in = new Input(input);
    byte[] stranger = in.fixed(32);
    if (in.bool()) {
      SealedChannel.between(OWN, Bytes.wrap(stranger), NAME, in.bool())
          .ifPresent(SealedChannel::close);
    }
    SealedChannel here =
        SealedChannel.between(OWN, Bytes.wrap(PEERS.publicKey()), NAME, true).orElseThrow();
    SealedChannel there =
        SealedChannel.between(PEERS, Bytes.wrap(OWN.publicKey()), NAME, false).orElseThrow();
    Finding.unless(here.binding().equals(there.binding()), "the two ends are bound differently");
    List<SealedFrame> opened = new ArrayList<>();
    List<SealedFrame> sent = new ArrayList<>();
    while (!in.isEmpty()) {
      switch (in.below(4)) {
        case 0 -> sent.add(here.sealRequest(Bytes.wrap(in.take(in.u8()))));
        case 1 -> open(there, sent, opened, in);
        case 2 -> forged(there, sent, in);
        default -> stray(there, in);
      }
    }
    here.close();
    there.close();
    return !opened.isEmpty();
  }

  private static void open(
      SealedChannel there, List<SealedFrame> sent, List<SealedFrame> opened, Input in) {
    if (sent.isEmpty()) {
      return;
    }
    SealedFrame frame = sent.get(in.below(sent.size()));
    Optional<Bytes> plain = there.openRequest(frame);
    Finding.unless(plain.isEmpty() || !opened.contains(frame), "a frame opens twice");
    plain.ifPresent(each -> opened.add(frame));
  }

  private static void forged(SealedChannel there, List<SealedFrame> sent, Input in) {
    if (sent.isEmpty()) {
      return;
    }
    SealedFrame frame = sent.get(in.below(sent.size()));
    byte[] sealed = frame.sealed().toArray();
    int at = in.below(sealed.length);
    sealed[at] ^= (byte) (1 << in.below(8));
    SealedFrame forged = new SealedFrame(frame.channel(), frame.number(), Bytes.wrap(sealed));
    Finding.unless(there.openRequest(forged).isEmpty(), "a forged frame opens");
    Finding.unless(there.openAnswer(frame.number(), frame).isEmpty(), "a request is an answer");
  }

  private static void stray(SealedChannel there, Input in) {
    try {
      SealedFrame frame = SealedFrame.decode(in.block());
      Finding.unless(there.openRequest(frame).isEmpty(), "a frame of nobody opens");
    } catch (WireException refused) {
      return;
    }
  }
}
