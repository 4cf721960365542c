package io.scp2p.core.protocol.session;

import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.ReplayCache;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.HelloOffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Two handshake machines talking to each other, with everything fixed that is random in life. */
final class Dialogue {
  static final long NOW = 1_700_000_000L;
  static final Duration TIMEOUT = Duration.ofSeconds(10);
  static final Bytes CHANNEL = filled(0xb1);
  static final HelloOffer OFFER =
      new HelloOffer(Map.of("ping", 1, "multiplex", 1), Map.of("max-inflight", 32L));

  /** Node A of section 19: the initiator. */
  static final SigningKey A = key(1);

  /** Node B of section 19: the responder. */
  static final SigningKey B = key(2);

  final ReplayCache nonces = new ReplayCache(100);
  final Set<io.scp2p.api.id.NodeKey> extended = new HashSet<>();
  final List<Bytes> hellos = new ArrayList<>();
  @Nullable HelloOffer initiatorOffer = OFFER;
  @Nullable HelloOffer responderOffer = OFFER;
  Expectation initiatorExpects = new Expectation(null, false, CHANNEL);
  Expectation responderExpects = new Expectation(null, false, CHANNEL);
  SigningKey responderKey = B;

  Function<Bytes, Bytes> onTheWire1 = Function.identity();
  Function<Bytes, Bytes> onTheWire2 = Function.identity();
  Function<Bytes, Bytes> onTheWire3 = Function.identity();

  static SigningKey key(int filler) {
    return SigningKey.ofSeed(SecretBytes.copyOf(filled(filler).toArray()));
  }

  static Bytes filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return Bytes.wrap(bytes);
  }

  static Entropy counting() {
    int[] next = {0};
    return target -> Arrays.fill(target, (byte) ++next[0]);
  }

  InitiatorHandshake initiator() {
    return new InitiatorHandshake(
        new LocalNode(A, new Capabilities(true, true, false, true, false), initiatorOffer),
        new Fresh(filled(0x31), filled(0x41)),
        initiatorExpects,
        TIMEOUT);
  }

  ResponderHandshake responder() {
    return new ResponderHandshake(
        new LocalNode(
            responderKey, new Capabilities(false, false, false, false, false), responderOffer),
        new Fresh(filled(0x32), filled(0x42)),
        responderExpects,
        nonces,
        extended::contains,
        TIMEOUT);
  }

  /** The last effect on each side: established or refused; null if a side still waits. */
  Outcome run() {
    InitiatorHandshake initiator = initiator();
    ResponderHandshake responder = responder();
    responder.accept(0, new HandshakeInput.Opened(NOW));
    List<HandshakeEffect> first = initiator.accept(0, new HandshakeInput.Opened(NOW));
    List<HandshakeEffect> second = deliver(responder, first, onTheWire1, NOW + 1);
    List<HandshakeEffect> third = deliver(initiator, second, onTheWire2, NOW + 2);
    List<HandshakeEffect> last = deliver(responder, third, onTheWire3, NOW + 2);
    return new Outcome(end(third), end(last.isEmpty() ? second : last));
  }

  private List<HandshakeEffect> deliver(
      Handshake to, List<HandshakeEffect> effects, Function<Bytes, Bytes> wire, long wallSeconds) {
    for (HandshakeEffect effect : effects) {
      if (effect instanceof HandshakeEffect.Send send) {
        hellos.add(send.body());
        return to.accept(1, new HandshakeInput.Frame(wire.apply(send.body()), wallSeconds));
      }
    }
    return List.of();
  }

  private static @Nullable HandshakeEffect end(List<HandshakeEffect> effects) {
    HandshakeEffect last = effects.isEmpty() ? null : effects.get(effects.size() - 1);
    return last instanceof HandshakeEffect.Send ? null : last;
  }

  /** How it ended on both sides. */
  record Outcome(@Nullable HandshakeEffect initiator, @Nullable HandshakeEffect responder) {
    Peer initiatorsPeer() {
      return ((HandshakeEffect.Established) java.util.Objects.requireNonNull(initiator)).peer();
    }

    Peer respondersPeer() {
      return ((HandshakeEffect.Established) java.util.Objects.requireNonNull(responder)).peer();
    }
  }
}
