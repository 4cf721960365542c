package io.scp2p.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.cbor.ItemReader;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.frame.FrameDecoder;
import io.scp2p.core.wire.frame.FrameEncoder;
import io.scp2p.core.wire.message.Message;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.MessageType;
import io.scp2p.core.wire.record.Blocklist;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.CommunityMembers;
import io.scp2p.core.wire.record.DhtRecord;
import io.scp2p.core.wire.record.Hello;
import io.scp2p.core.wire.record.LanPacket;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.MembershipToken;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.Providers;
import io.scp2p.core.wire.record.RelayAnnouncement;
import io.scp2p.core.wire.record.ShareHead;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.crypto.digests.Blake3Digest;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every hexadecimal value of specification sections 19.3 to 19.7, byte for byte. */
class SectionNineteenTest {
  private static final MessageCodec CODEC = MessageCodec.v1();

  /** What each value is; the rest are signing bytes, signatures and ids, tested by name. */
  static final Map<String, ItemReader<? extends Encodable>> RECORDS = new LinkedHashMap<>();

  /** Which of the messages are requests. */
  static final Map<String, Boolean> IS_REQUEST = new LinkedHashMap<>();

  static {
    for (String name : new String[] {"address.tcp", "address.quic6", "address.relayed"}) {
      RECORDS.put(name, PeerAddress::read);
    }
    RECORDS.put("capabilities.none", Capabilities::read);
    RECORDS.put("capabilities.some", Capabilities::read);
    RECORDS.put("lan-packet", LanPacket::read);
    RECORDS.put("hello.client", Hello::read);
    RECORDS.put("hello.server", Hello::read);
    RECORDS.put("hello.ack", Hello::read);
    RECORDS.put("manifest1", Manifest::read);
    RECORDS.put("manifest2", Manifest::read);
    RECORDS.put("head1", ShareHead::read);
    RECORDS.put("token", MembershipToken::read);
    RECORDS.put("announcement", RelayAnnouncement::read);
    RECORDS.put("members", CommunityMembers::read);
    RECORDS.put("providers", Providers::read);
    RECORDS.put("blocklist", Blocklist::read);
    for (String name : SectionNineteen.all().keySet()) {
      if (name.endsWith("env")) {
        RECORDS.put(name, Envelope::read);
      } else if (Character.isDigit(name.charAt(0))) {
        MessageType type = typeOf(name);
        IS_REQUEST.put(name, type.isRequest() && !name.contains("result"));
      }
    }
  }

  static MessageType typeOf(String name) {
    return MessageType.of(Integer.parseInt(name.substring(0, 3))).orElseThrow();
  }

  static Message decodeMessage(String name, Bytes payload) throws WireException {
    int number = typeOf(name).number();
    return IS_REQUEST.get(name)
        ? CODEC.decodeRequest(number, payload)
        : CODEC.decodeResponse(number, payload);
  }

  @TestFactory
  Stream<DynamicTest> recordsRoundTrip() {
    return RECORDS.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      Bytes wire = SectionNineteen.hex(entry.getKey());
                      Encodable value = CborReader.decode(wire, entry.getValue());
                      assertThat(value.encoded()).isEqualTo(wire);
                      Encodable again = CborReader.decode(value.encoded(), entry.getValue());
                      assertThat(again).isEqualTo(value).hasSameHashCodeAs(value);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> messagesRoundTrip() {
    return IS_REQUEST.keySet().stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      Bytes wire = SectionNineteen.hex(name);
                      Message message = decodeMessage(name, wire);
                      assertThat(message.type()).isEqualTo(typeOf(name).number());
                      assertThat(message.encoded()).isEqualTo(wire);
                      assertThat(decodeMessage(name, message.encoded())).isEqualTo(message);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> compactFormsDecodeToTheSame() {
    return IS_REQUEST.keySet().stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      Message message = decodeMessage(name, SectionNineteen.hex(name));
                      Bytes compact = message.encoded(IdForm.COMPACT);
                      assertThat(compact.size())
                          .isLessThanOrEqualTo(SectionNineteen.hex(name).size());
                      assertThat(decodeMessage(name, compact)).isEqualTo(message);
                    }));
  }

  /** An independent reading: the library sees the same tree, in its shortest definite form. */
  @TestFactory
  Stream<DynamicTest> ourBytesAreCanonicalToCborJava() {
    CBOREncodeOptions keepOrder = new CBOREncodeOptions("keepkeyorder=true");
    return RECORDS.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      Encodable value =
                          CborReader.decode(SectionNineteen.hex(entry.getKey()), entry.getValue());
                      CBORObject tree =
                          CBORObject.DecodeFromBytes(value.encoded().toArray(), keepOrder);
                      assertThat(Bytes.wrap(tree.EncodeToBytes(keepOrder)))
                          .isEqualTo(value.encoded());
                    }));
  }

  @Test
  void manifestsYieldTheirSigningBytesAndIds() throws WireException {
    for (String name : new String[] {"manifest1", "manifest2"}) {
      Manifest manifest = Manifest.decode(SectionNineteen.hex(name));
      assertThat(manifest.body().signingBytes()).isEqualTo(SectionNineteen.hex(name + ".signing"));
      assertThat(manifest.signature()).isEqualTo(SectionNineteen.hex(name + ".signature"));
      assertThat(blake3(manifest.idBytes())).isEqualTo(SectionNineteen.hex(name + ".id"));
    }
    Manifest unsigned =
        new Manifest(Manifest.decode(SectionNineteen.hex("manifest1")).body(), null);
    assertThat(blake3(unsigned.idBytes())).isEqualTo(SectionNineteen.hex("manifest1.unsigned-id"));
  }

  @Test
  void headTokenAndAnnouncementYieldTheirSigningBytes() throws WireException {
    ShareHead head = CborReader.decode(SectionNineteen.hex("head1"), ShareHead::read);
    assertThat(head.body().signingBytes()).isEqualTo(SectionNineteen.hex("head1.signing"));
    assertThat(head.signature()).isEqualTo(SectionNineteen.hex("head1.signature"));

    MembershipToken token = MembershipToken.decode(SectionNineteen.hex("token"));
    assertThat(token.body().signingBytes()).isEqualTo(SectionNineteen.hex("token.signing"));
    assertThat(token.signature()).isEqualTo(SectionNineteen.hex("token.signature"));

    RelayAnnouncement announcement =
        CborReader.decode(SectionNineteen.hex("announcement"), RelayAnnouncement::read);
    assertThat(announcement.body().signingBytes())
        .isEqualTo(SectionNineteen.hex("announcement.signing"));
    assertThat(announcement.signature()).isEqualTo(SectionNineteen.hex("announcement.signature"));
  }

  @Test
  void storedValuesAreRecognisedByTheirKind() throws WireException {
    assertThat(DhtRecord.decode(SectionNineteen.hex("head1"))).isInstanceOf(ShareHead.class);
    assertThat(DhtRecord.decode(SectionNineteen.hex("providers"))).isInstanceOf(Providers.class);
    assertThat(DhtRecord.decode(SectionNineteen.hex("manifest1"))).isInstanceOf(Manifest.class);
    assertThat(DhtRecord.decode(SectionNineteen.hex("announcement")))
        .isInstanceOf(RelayAnnouncement.class);
    assertThat(DhtRecord.decode(SectionNineteen.hex("members")))
        .isInstanceOf(CommunityMembers.class);
  }

  @Test
  void everyEnvelopeTravelsThroughAFrame() throws WireException {
    for (String name : RECORDS.keySet()) {
      if (!name.endsWith("env")) {
        continue;
      }
      Envelope envelope = Envelope.decode(SectionNineteen.hex(name));
      ByteBuffer frame = FrameEncoder.envelope(envelope);
      Bytes body = FrameDecoder.forEnvelopes().next(frame);
      assertThat(body).isEqualTo(SectionNineteen.hex(name));
    }
  }

  @Test
  void noValueOfTheSectionIsLeftOut() {
    for (String name : SectionNineteen.all().keySet()) {
      boolean partOfAnother =
          name.endsWith(".signing") || name.endsWith(".signature") || name.endsWith("id");
      assertThat(partOfAnother || RECORDS.containsKey(name) || IS_REQUEST.containsKey(name))
          .as(name)
          .isTrue();
    }
    assertThat(SectionNineteen.all()).hasSize(74);
    assertThat(RECORDS.size() + IS_REQUEST.size()).isEqualTo(54);
  }

  /** A hash from elsewhere: this package makes the bytes, not the id. */
  private static Bytes blake3(Bytes input) {
    Blake3Digest digest = new Blake3Digest();
    digest.update(input.toArray(), 0, input.size());
    byte[] hash = new byte[32];
    digest.doFinal(hash, 0);
    return Bytes.wrap(hash);
  }
}
