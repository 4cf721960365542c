package io.scp2p.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.ReplayCache;
import io.scp2p.core.protocol.session.Expectation;
import io.scp2p.core.protocol.session.Fresh;
import io.scp2p.core.protocol.session.HandshakeEffect;
import io.scp2p.core.protocol.session.HandshakeFailure;
import io.scp2p.core.protocol.session.HandshakeInput;
import io.scp2p.core.protocol.session.InitiatorHandshake;
import io.scp2p.core.protocol.session.LocalNode;
import io.scp2p.core.protocol.session.ResponderHandshake;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.Capabilities;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Plays each hello to the machine of its receiver: sections 4.3, 4.4 and Q-3. */
final class HandshakeVectors {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final byte OUR_SEED = 0x77;
  private static final long NOW_NANOS = 0;

  private static final Map<String, HandshakeFailure> FAILURES =
      Map.of(
          "clock-skew", HandshakeFailure.CLOCK_SKEW,
          "replayed-nonce", HandshakeFailure.REPLAYED,
          "unexpected-key", HandshakeFailure.UNEXPECTED_KEY,
          "bad-signature", HandshakeFailure.BAD_SIGNATURE,
          "wrong-length", HandshakeFailure.MALFORMED,
          "wrong-echo", HandshakeFailure.WRONG_ECHO,
          "wrong-version", HandshakeFailure.UNSUPPORTED_VERSION,
          "changed-hello", HandshakeFailure.CHANGED_HELLO);

  private HandshakeVectors() {}

  static Map<String, VectorRunner> runners() {
    return Map.of("handshake-check", HandshakeVectors::check);
  }

  private static void check(Vector vector) {
    long wallSeconds = Json.unsigned(vector.input("now"));
    int step = vector.input("step").AsInt32();
    Machine<HandshakeInput, HandshakeEffect> receiver =
        step == 2 ? initiator(vector) : responder(vector);
    receiver.accept(NOW_NANOS, new HandshakeInput.Opened(wallSeconds));
    if (step == 3) {
      assertThat(play(receiver, vector.inputBytes("first"), wallSeconds))
          .as("answer to hello 1")
          .hasOnlyElementsOfType(HandshakeEffect.Send.class);
    }
    List<HandshakeEffect> effects = play(receiver, vector.inputBytes("message"), wallSeconds);
    if (effects.get(0) instanceof HandshakeEffect.Refused refused) {
      vector.expectVerdict("reject");
      assertThat(effects).hasSize(1);
      assertThat(refused.why()).isEqualTo(FAILURES.get(vector.reason()));
    } else {
      vector.expectVerdict("accept");
      assertThat(effects.get(effects.size() - 1))
          .isInstanceOf(step == 1 ? HandshakeEffect.Send.class : HandshakeEffect.Established.class);
    }
  }

  private static List<HandshakeEffect> play(
      Machine<HandshakeInput, HandshakeEffect> receiver, Bytes hello, long wallSeconds) {
    return receiver.accept(NOW_NANOS, new HandshakeInput.Frame(hello, wallSeconds));
  }

  private static InitiatorHandshake initiator(Vector vector) {
    return new InitiatorHandshake(local(), fresh(vector), expectation(vector), TIMEOUT);
  }

  private static ResponderHandshake responder(Vector vector) {
    ReplayCache nonces = new ReplayCache(16);
    if (vector.input().ContainsKey("seen_nonces")) {
      for (CBORObject nonce : vector.input("seen_nonces").getValues()) {
        nonces.firstSeen(Json.array(nonce), NOW_NANOS);
      }
    }
    return new ResponderHandshake(
        local(), fresh(vector), expectation(vector), nonces, key -> false, TIMEOUT);
  }

  private static Expectation expectation(Vector vector) {
    CBORObject key = vector.input("expected_key");
    NodeKey expected = Json.isNull(key) ? null : NodeKey.of(Json.array(key));
    return new Expectation(expected, false, Bytes.EMPTY);
  }

  /** A node that speaks plain v1 and whose key is in no vector. */
  private static LocalNode local() {
    byte[] seed = new byte[SigningKey.SEED_BYTES];
    Arrays.fill(seed, OUR_SEED);
    SigningKey key = SigningKey.ofSeed(SecretBytes.copyOf(seed));
    return new LocalNode(key, Capabilities.NONE, null);
  }

  private static Fresh fresh(Vector vector) {
    CBORObject nonce = vector.input("own_nonce");
    Bytes filler = Bytes.wrap(new byte[ReplayCache.NONCE_BYTES]);
    return new Fresh(Json.isNull(nonce) ? filler : Json.bytes(nonce), filler);
  }
}
