package io.scp2p.core.engine.relay;

import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.EphemeralKey;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.TunnelLine;
import io.scp2p.core.protocol.relay.SealedChannel;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.relay.ChannelOpened;
import io.scp2p.core.wire.relay.OpenChannel;
import io.scp2p.core.wire.relay.SealedFrame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sealed channels that end here, whichever of this node's tunnels they come through: messages 601
 * and 602. Lives on the loop.
 */
final class FarEnd {
  /** Marks a frame of the handshake. */
  static final int HELLO = 0;

  /** Marks an envelope. */
  static final int REQUEST = 1;

  /** The error text for a channel that is not, or not any more. */
  static final String NO_CHANNEL = "relay channel not found";

  /** Some 20 KiB each with their sessions. Those that do not shake hands go after ten seconds. */
  static final int MAX_CHANNELS = 256;

  private final Loop loop;
  private final Network network;
  private final Entropy entropy;
  private final Map<Bytes, FarChannel> channels = new HashMap<>();

  FarEnd(Loop loop, Network network, Entropy entropy) {
    this.loop = loop;
    this.network = network;
    this.entropy = entropy;
  }

  /** Somebody asks through a tunnel; returns whether it belongs here. */
  boolean asked(TunnelLine line, long ticket, Envelope request) {
    if (request.type() == OpenChannel.TYPE) {
      open(line, ticket, request);
    } else if (request.type() == SealedFrame.TYPE) {
      sealed(line, ticket, request);
    } else {
      return false;
    }
    return true;
  }

  private void open(TunnelLine line, long ticket, Envelope request) {
    if (channels.size() >= MAX_CHANNELS) {
      line.answerError(ticket, Answer.BUSY_TEXT);
      return;
    }
    OpenChannel wanted;
    try {
      wanted = OpenChannel.decode(request.payload());
    } catch (WireException e) {
      line.answerError(ticket, e.text());
      return;
    }
    Bytes name = Bytes.wrap(entropy.bytes(ChannelOpened.CHANNEL_BYTES));
    try (EphemeralKey own = EphemeralKey.generate(entropy)) {
      Optional<SealedChannel> channel = SealedChannel.between(own, wanted.key(), name, false);
      if (channel.isEmpty()) {
        line.answerError(ticket, "no channel with such a key");
        return;
      }
      FarChannel far = new FarChannel(loop, line, channel.get(), () -> channels.remove(name));
      channels.put(name, far);
      far.listen(network.tunnels().accept(far));
      line.answer(ticket, OpenChannel.TYPE, new ChannelOpened(Bytes.wrap(own.publicKey()), name));
    }
  }

  private void sealed(TunnelLine line, long ticket, Envelope request) {
    SealedFrame frame;
    try {
      frame = SealedFrame.decode(request.payload());
    } catch (WireException e) {
      line.answerError(ticket, e.text());
      return;
    }
    FarChannel channel = channels.get(frame.channel());
    if (channel == null) {
      line.answerError(ticket, NO_CHANNEL);
    } else {
      channel.received(line, ticket, frame);
    }
  }

  /** How many there are. */
  int size() {
    return channels.size();
  }

  void close() {
    List.copyOf(channels.values()).forEach(channel -> channel.close("the node is closing"));
  }
}
