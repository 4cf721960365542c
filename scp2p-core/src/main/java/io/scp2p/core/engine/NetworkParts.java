package io.scp2p.core.engine;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.protocol.session.LocalNode;
import io.scp2p.core.protocol.session.Peer;
import io.scp2p.core.protocol.session.PinBook;
import io.scp2p.core.protocol.session.PinListener;
import io.scp2p.core.wire.message.MessageCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.function.Function;

/**
 * What a {@link Network} is made of.
 *
 * @param transports closed with the network
 * @param pins what was remembered of earlier contacts
 * @param pinListener keeps what is remembered from now on
 * @param codecs the messages spoken with a peer: v1, and the extensions agreed with it
 * @param bindAddress where to listen
 */
public record NetworkParts(
    Loop loop,
    Offload offload,
    Map<TransportKind, Transport> transports,
    LocalNode local,
    Entropy entropy,
    NodeConfig config,
    ServiceRegistry services,
    NetworkListener listener,
    PinBook.State pins,
    PinListener pinListener,
    Function<Peer, MessageCodec> codecs,
    InetAddress bindAddress) {
  /** Takes a copy of the map. */
  public NetworkParts {
    transports = Map.copyOf(transports);
  }

  /** A network that remembers nothing, speaks v1 and listens on every interface. */
  public static NetworkParts of(
      Loop loop,
      Offload offload,
      Map<TransportKind, Transport> transports,
      LocalNode local,
      Entropy entropy,
      NodeConfig config,
      ServiceRegistry services,
      NetworkListener listener) {
    return new NetworkParts(
        loop,
        offload,
        transports,
        local,
        entropy,
        config,
        services,
        listener,
        PinBook.State.EMPTY,
        PinListener.NONE,
        peer -> MessageCodec.v1(),
        new InetSocketAddress(0).getAddress());
  }

  /** With what was remembered of earlier contacts, and somebody who keeps it. */
  public NetworkParts pins(PinBook.State remembered, PinListener keeper) {
    return new NetworkParts(
        loop,
        offload,
        transports,
        local,
        entropy,
        config,
        services,
        listener,
        remembered,
        keeper,
        codecs,
        bindAddress);
  }

  /** With messages beyond v1, for peers that agreed to them. */
  public NetworkParts codecs(Function<Peer, MessageCodec> byPeer) {
    return new NetworkParts(
        loop,
        offload,
        transports,
        local,
        entropy,
        config,
        services,
        listener,
        pins,
        pinListener,
        byPeer,
        bindAddress);
  }

  /** Listening at one address only. */
  public NetworkParts bindAddress(InetAddress address) {
    return new NetworkParts(
        loop,
        offload,
        transports,
        local,
        entropy,
        config,
        services,
        listener,
        pins,
        pinListener,
        codecs,
        address);
  }
}
