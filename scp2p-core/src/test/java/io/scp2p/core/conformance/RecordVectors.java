package io.scp2p.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.frame.FrameDecoder;
import io.scp2p.core.wire.frame.FrameEncoder;
import io.scp2p.core.wire.message.Acknowledgement;
import io.scp2p.core.wire.message.Message;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.MessageType;
import io.scp2p.core.wire.message.ProvidersMessage;
import java.util.Locale;
import java.util.Map;

/** Records and messages in both directions: sections 2, 5 to 9 and 11 to 15. */
final class RecordVectors {
  private RecordVectors() {}

  static Map<String, VectorRunner> runners() {
    return Map.of(
        "record", RecordVectors::record,
        "message", RecordVectors::message,
        "registry", RecordVectors::registry);
  }

  static IdForm form(Vector vector) {
    return vector.inputText("form").equals("compact") ? IdForm.COMPACT : IdForm.REFERENCE;
  }

  private static void record(Vector vector) throws WireException {
    String name = vector.inputText("record");
    Encodable built = FieldBuild.build(WireRecords.type(name), vector.input("fields"));
    Bytes encoded = built.encoded(form(vector));
    vector.expect("cbor", encoded);
    vector.expect("size", encoded.size());
    Encodable decoded = WireRecords.decode(name, Json.bytes(vector.expected("cbor")));
    FieldCheck.check((Record) decoded, vector.input("fields"));
    assertThat(decoded).isEqualTo(built);
    vector.expect("cbor", decoded.encoded(form(vector)));
  }

  private static void message(Vector vector) throws WireException {
    int type = vector.input("type").AsInt32();
    int flags = vector.input("flags").AsInt32();
    Bytes payload =
        Json.isNull(vector.input("record")) ? bare(vector, type) : content(vector, type, flags);
    vector.expect("payload", payload);
    long requestId = Json.unsigned(vector.input("req_id"));
    Envelope envelope = new Envelope(type, requestId, flags, payload);
    vector.expect("envelope", envelope.encoded());
    Bytes body = Json.bytes(vector.expected("envelope"));
    assertThat(Envelope.decode(body)).isEqualTo(envelope);
    Bytes frame = Bytes.wrap(FrameEncoder.envelope(envelope));
    assertThat(frame.hex()).isEqualTo(vector.expected("frame_prefix").AsString() + body.hex());
    assertThat(FrameDecoder.forEnvelopes().next(frame.buffer())).isEqualTo(body);
  }

  /** A payload that is no CBOR item: nothing at all, or an error text. */
  private static Bytes bare(Vector vector, int type) throws WireException {
    if (!vector.input().ContainsKey("text")) {
      Message empty = MessageCodec.v1().decodeResponse(type, Bytes.EMPTY);
      assertThat(empty).isEqualTo(new Acknowledgement(type));
      return empty.encoded();
    }
    long requestId = Json.unsigned(vector.input("req_id"));
    Envelope error = Envelope.error(type, requestId, vector.inputText("text"));
    assertThat(error.flags()).isEqualTo(vector.input("flags").AsInt32());
    assertThat(error.errorText()).isEqualTo(vector.inputText("text"));
    return error.payload();
  }

  private static Bytes content(Vector vector, int type, int flags) throws WireException {
    CBORObject fields = vector.input("fields");
    Message built = (Message) FieldBuild.build(messageType(vector, type), fields);
    assertThat(built.type()).isEqualTo(type);
    Bytes payload = Json.bytes(vector.expected("payload"));
    Message decoded = decode(type, flags, payload);
    FieldCheck.check((Record) decoded, fields);
    assertThat(decoded).isEqualTo(built);
    Bytes again = decoded.encoded(form(vector));
    vector.expect("payload", again);
    Bytes frame =
        Bytes.wrap(
            FrameEncoder.envelope(
                type, Json.unsigned(vector.input("req_id")), flags, built, form(vector)));
    assertThat(frame.slice(FrameDecoder.PREFIX_BYTES, frame.size() - FrameDecoder.PREFIX_BYTES))
        .isEqualTo(Json.bytes(vector.expected("envelope")));
    return built.encoded(form(vector));
  }

  private static Class<? extends Encodable> messageType(Vector vector, int type) {
    return type == MessageType.PROVIDERS.number()
        ? ProvidersMessage.class
        : WireRecords.type(vector.inputText("record"));
  }

  private static Message decode(int type, int flags, Bytes payload) throws WireException {
    boolean request = flags == 0 && MessageType.of(type).orElseThrow().isRequest();
    return request
        ? MessageCodec.v1().decodeRequest(type, payload)
        : MessageCodec.v1().decodeResponse(type, payload);
  }

  private static void registry(Vector vector) throws WireException {
    int number = vector.input("type").AsInt32();
    MessageType request = MessageType.of(number).orElseThrow();
    assertThat(request.isRequest()).isTrue();
    assertThat(name(request)).isEqualTo(vector.expected("request_record").AsString());
    vector.expect("answer_type", request.answerNumber());
    MessageType answer = MessageType.of(request.answerNumber()).orElseThrow();
    CBORObject answerRecord = vector.expected("answer_record");
    if (Json.isNull(answerRecord)) {
      assertThat(MessageCodec.v1().decodeResponse(answer.number(), Bytes.EMPTY))
          .isEqualTo(new Acknowledgement(answer.number()));
    } else if (answer != MessageType.PEX_OFFER) {
      assertThatThrownBy(() -> MessageCodec.v1().decodeResponse(answer.number(), Bytes.EMPTY))
          .isInstanceOf(WireException.class);
      assertThat(answerRecord.AsString()).isIn(name(answer), name(answer) + "_result");
    }
  }

  private static String name(MessageType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
