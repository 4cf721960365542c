package io.scp2p.core.engine.relay;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.Reply;
import io.scp2p.core.engine.dht.Places;
import io.scp2p.core.protocol.relay.RelayVerdict;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.RelayStream;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.RelayRoute;
import io.scp2p.core.wire.relay.SealedFrame;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends envelopes through other nodes' tunnels: message 453. Lives on the loop. */
final class RelayAsker {
  /** Relays whose keys are remembered; each is only looked up again if forgotten. */
  private static final int MAX_RELAYS = 256;

  private static final int ANSWER_BYTES = WireLimits.CHUNK_BYTES + 2 * SealedFrame.OVERHEAD_BYTES;

  private final Loop loop;
  private final Network network;
  private final Map<PeerAddress, NodeKey> keys = new LinkedHashMap<>();

  RelayAsker(Loop loop, Network network) {
    this.loop = loop;
    this.network = network;
  }

  /**
   * A relay that was reached.
   *
   * @param extended whether it is of our kind, and passes on several requests at once
   */
  record Way(NodeKey relay, Endpoint at, boolean extended) {}

  /**
   * What came of it.
   *
   * @param answer of the node behind the relay; null if there is none
   */
  record Result(@Nullable Envelope answer, RelayVerdict verdict, String text) {}

  /** Makes contact with a relay; null if it cannot be reached. Told on the loop. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void reach(RelayRoute route, Consumer<@Nullable Way> then) {
    PeerAddress address = route.relayAddress();
    Endpoint at = Places.endpoint(address);
    NodeKey known = keys.get(address);
    if (known != null && network.peer(known).isPresent()) {
      then.accept(way(known, at));
      return;
    }
    network
        .contact(at, address.pubkeyHint())
        .whenComplete(
            (key, failure) -> {
              if (key == null) {
                then.accept(null);
                return;
              }
              keys.remove(address);
              keys.put(address, key);
              if (keys.size() > MAX_RELAYS) {
                keys.remove(keys.keySet().iterator().next());
              }
              then.accept(way(key, at));
            });
  }

  private Way way(NodeKey relay, Endpoint at) {
    boolean extended = network.peer(relay).map(peer -> peer.extensions().isPresent()).orElse(false);
    return new Way(relay, at, extended);
  }

  /** One exchange. Told on the loop. */
  void ask(RelayRoute route, RelayStream.Kind kind, Envelope inner, Consumer<Result> outcome) {
    reach(
        route,
        way -> {
          if (way == null) {
            // Whoever is not reached has passed nothing on.
            outcome.accept(new Result(null, RelayVerdict.AWAY, "the relay cannot be reached"));
          } else {
            ask(way, route, kind, inner, outcome);
          }
        });
  }

  private void ask(
      Way way, RelayRoute route, RelayStream.Kind kind, Envelope inner, Consumer<Result> outcome) {
    network.askRaw(
        way.relay(),
        new RelayStream(route.slotId(), 0, kind, inner.encoded()),
        ANSWER_BYTES,
        new Reply() {
          @Override
          public void answered(Envelope answer) {
            outcome.accept(result(answer));
          }

          @Override
          public void failed(SessionFailure why) {
            RelayVerdict verdict =
                why == SessionFailure.UNREACHABLE
                    ? RelayVerdict.AWAY
                    : why == SessionFailure.BUSY ? RelayVerdict.LATER : RelayVerdict.LOST;
            outcome.accept(new Result(null, verdict, "the relay is gone: " + why));
          }
        });
  }

  private static Result result(Envelope outer) {
    if (outer.isError()) {
      return new Result(null, RelayVerdict.of(outer.errorText()), outer.errorText());
    }
    try {
      RelayStream answer =
          (RelayStream) MessageCodec.v1().decodeResponse(outer.type(), outer.payload());
      return new Result(Envelope.decode(answer.payload()), RelayVerdict.LATER, "");
    } catch (WireException e) {
      return new Result(null, RelayVerdict.GONE, "the relay answers with nonsense");
    }
  }
}
