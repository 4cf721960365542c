package io.scp2p.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.core.protocol.stun.StunCredential;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.Message;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.reach.Candidate;
import io.scp2p.core.wire.reach.CandidateKind;
import io.scp2p.core.wire.reach.MeetOverTcp;
import io.scp2p.core.wire.reach.MeetingOverTcp;
import io.scp2p.core.wire.reach.OfferPaths;
import io.scp2p.core.wire.reach.SeenFrom;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunMessage;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.stun.StunWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;

/** The vectors of docs/reach-protocol.md, which another implementation has made. */
final class ReachVectors {
  private final Consumer<String> ran;
  private final CBORObject file = VectorFiles.read("reach-extension.json");
  private final MessageCodec codec = MeetOverTcp.addTo(OfferPaths.addTo(MessageCodec.v1()));

  ReachVectors(Consumer<String> ran) {
    this.ran = ran;
  }

  List<DynamicTest> all() {
    return new VectorCases("reach", file, ran)
        .with("messages", this::message)
        .with("refused", this::refused)
        .with("meetings", this::meeting)
        .with("refused_meetings", this::refusedMeeting)
        .with("checks", ReachVectors::check)
        .with("answers", ReachVectors::answer)
        .all();
  }

  private void message(CBORObject testCase) throws WireException {
    Bytes payload = Json.bytes(testCase);
    assertThat(codec.decodeRequest(OfferPaths.TYPE, payload).encoded()).isEqualTo(payload);
    assertThat(codec.decodeResponse(OfferPaths.TYPE, payload).encoded()).isEqualTo(payload);
  }

  private void refused(CBORObject testCase) {
    assertThatThrownBy(() -> codec.decodeRequest(640, Json.bytes(testCase.get("payload"))))
        .as(testCase.get("what").AsString())
        .isInstanceOf(WireException.class);
  }

  private Message decoded(CBORObject testCase) throws WireException {
    int type = testCase.get("type").AsInt32();
    Bytes payload = Json.bytes(testCase.get("payload"));
    return testCase.get("direction").AsString().equals("request")
        ? codec.decodeRequest(type, payload)
        : codec.decodeResponse(type, payload);
  }

  private void meeting(CBORObject testCase) throws WireException {
    Message message = decoded(testCase);
    assertThat(said(message)).isEqualTo(expected(testCase.get("expected")));
    assertThat(message.type()).isEqualTo(testCase.get("type").AsInt32());
    assertThat(message.encoded()).isEqualTo(Json.bytes(testCase.get("encoded")));
  }

  /** The port, and before it the address if there is one. */
  private static String said(Message message) {
    if (message instanceof MeetOverTcp meeting) {
      return ":" + meeting.port();
    }
    if (message instanceof MeetingOverTcp meeting) {
      return ":" + meeting.port();
    }
    return message instanceof SeenFrom seen ? seen.at().ip() + ":" + seen.at().port() : "";
  }

  private static String expected(CBORObject said) {
    if (said.size() == 0) {
      return "";
    }
    CBORObject address = said.get("address");
    return (address == null ? "" : ip(address)) + ":" + said.get("port").AsInt32();
  }

  private static IpAddress ip(CBORObject address) {
    try {
      return IpAddress.of(InetAddress.getByName(address.AsString()).getAddress());
    } catch (UnknownHostException notALiteral) {
      throw new UncheckedIOException(notALiteral);
    }
  }

  private void refusedMeeting(CBORObject testCase) {
    assertThatThrownBy(() -> decoded(testCase))
        .as(testCase.get("what").AsString())
        .isInstanceOf(WireException.class);
  }

  private static StunCredential credential(CBORObject testCase) {
    return StunCredential.shortTerm(testCase.get("password").AsString());
  }

  private static void check(CBORObject testCase) throws WireException {
    Bytes packet = Json.bytes(testCase.get("packet"));
    StunMessage message = StunMessage.decode(packet);
    boolean controlling = testCase.get("controlling").AsBoolean();
    int role = controlling ? StunAttribute.ICE_CONTROLLING : StunAttribute.ICE_CONTROLLED;
    assertThat(credential(testCase).verifies(message)).isTrue();
    StunWriter again =
        new StunWriter(
                StunClass.REQUEST, StunMethod.BINDING, Json.bytes(testCase.get("transaction")))
            .text(StunAttribute.USERNAME, testCase.get("user").AsString())
            .u32(StunAttribute.PRIORITY, Candidate.priority(CandidateKind.PEER_REFLEXIVE, 0))
            .u64(role, Json.bytes(testCase.get("tie_breaker")).buffer().getLong());
    if (testCase.get("use").AsBoolean()) {
      again.flag(StunAttribute.USE_CANDIDATE);
    }
    assertThat(credential(testCase).sign(again).fingerprint().encode()).isEqualTo(packet);
    assertThat(message.fingerprint()).isTrue();
  }

  private static void answer(CBORObject testCase) throws WireException {
    Bytes packet = Json.bytes(testCase.get("packet"));
    StunMessage message = StunMessage.decode(packet);
    StunAddress expected =
        new StunAddress(ip(testCase.get("from")), testCase.get("port").AsInt32());
    assertThat(credential(testCase).verifies(message)).isTrue();
    assertThat(message.kind()).isEqualTo(StunClass.SUCCESS);
    assertThat(message.mappedAddress()).contains(expected);
  }
}
