package io.scp2p.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.frame.FrameDecoder;
import io.scp2p.core.wire.record.Hello;
import java.util.Map;

/** What decoders accept and refuse: sections 2.1, 2.2 and 2.4. */
final class DecodingVectors {
  private DecodingVectors() {}

  static Map<String, VectorRunner> runners() {
    return Map.of("decoding", DecodingVectors::decoding);
  }

  private static void decoding(Vector vector) {
    String target = vector.inputText("target");
    Bytes bytes = vector.inputBytes("bytes");
    try {
      switch (target) {
        case "handshake_frame", "envelope_frame" ->
            vector.expectVerdict(frame(target.equals("envelope_frame"), bytes));
        default -> record(vector, target, bytes);
      }
    } catch (WireException refusal) {
      vector.expectVerdict("reject");
    }
  }

  private static void record(Vector vector, String target, Bytes bytes) throws WireException {
    Encodable decoded = WireRecords.decode(target, bytes);
    vector.expectVerdict("accept");
    FieldCheck.check((Record) decoded, vector.expected("fields"));
    assertThat(WireRecords.decode(target, decoded.encoded())).isEqualTo(decoded);
  }

  private static String frame(boolean envelope, Bytes bytes) throws WireException {
    FrameDecoder frames = envelope ? FrameDecoder.forEnvelopes() : FrameDecoder.forHandshake();
    Bytes body = frames.next(bytes.buffer());
    if (body == null) {
      return "incomplete";
    }
    Encodable decoded = envelope ? Envelope.decode(body) : Hello.decode(body);
    return decoded == null ? "reject" : "accept";
  }
}
