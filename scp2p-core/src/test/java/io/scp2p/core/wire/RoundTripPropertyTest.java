package io.scp2p.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.cbor.ItemReader;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.Message;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.Blocklist;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.CommunityMembers;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtRecord;
import io.scp2p.core.wire.record.Hello;
import io.scp2p.core.wire.record.LanPacket;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.MembershipToken;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.Providers;
import io.scp2p.core.wire.record.RelayAnnouncement;
import io.scp2p.core.wire.record.RelayCapacity;
import io.scp2p.core.wire.record.ShareHead;
import io.scp2p.core.wire.record.ShareItem;
import io.scp2p.core.wire.record.ShareSummary;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written is read back, in both forms, and is what CBOR-java calls canonical. */
class RoundTripPropertyTest {
  private static final MessageCodec CODEC = MessageCodec.v1();
  private static final CBOREncodeOptions KEEP_ORDER =
      new CBOREncodeOptions("keepkeyorder=true;allowduplicatekeys=false");

  /** A value with the reader that belongs to it. */
  record Sample(Encodable value, ItemReader<? extends Encodable> reader) {}

  private static Arbitrary<Sample> samples(
      Arbitrary<? extends Encodable> values, ItemReader<? extends Encodable> reader) {
    return values.map(value -> new Sample(value, reader));
  }

  @Provide
  Arbitrary<Sample> anyRecord() {
    return Arbitraries.oneOf(
        samples(WireArbitraries.capabilities(), Capabilities::read),
        samples(WireArbitraries.hello(), Hello::read),
        samples(WireArbitraries.address(), PeerAddress::read),
        samples(WireArbitraries.lanPacket(), LanPacket::read),
        samples(WireArbitraries.item(), ShareItem::read),
        samples(WireArbitraries.manifest(), Manifest::read),
        samples(WireArbitraries.head(), ShareHead::read),
        samples(WireArbitraries.summary(), ShareSummary::read),
        samples(WireArbitraries.providers(), Providers::read),
        samples(WireArbitraries.members(), CommunityMembers::read),
        samples(WireArbitraries.token(), MembershipToken::read),
        samples(WireArbitraries.capacity(), RelayCapacity::read),
        samples(WireArbitraries.announcement(), RelayAnnouncement::read),
        samples(WireArbitraries.entry(), DhtEntry::read),
        samples(WireArbitraries.blocklist(), Blocklist::read),
        samples(WireArbitraries.envelope(), Envelope::read));
  }

  @Provide
  Arbitrary<Request> anyRequest() {
    return WireArbitraries.request();
  }

  @Provide
  Arbitrary<Response> anyResponse() {
    return WireArbitraries.response();
  }

  @Provide
  Arbitrary<Manifest> anyManifest() {
    return WireArbitraries.manifest();
  }

  @Property(tries = 800)
  void records(@ForAll("anyRecord") Sample sample) throws WireException {
    Encodable value = sample.value();
    for (IdForm form : IdForm.values()) {
      Encodable read = CborReader.decode(value.encoded(form), sample.reader());
      assertThat(read).isEqualTo(value);
      assertThat(read.encoded()).isEqualTo(value.encoded());
    }
    if (value instanceof DhtRecord) {
      assertThat(DhtRecord.decode(value.encoded())).isEqualTo(value);
    }
    if (!(value instanceof Hello hello && hello.extension() != null)) {
      assertCanonical(value.encoded());
    }
  }

  @Property(tries = 500)
  void requests(@ForAll("anyRequest") Request request) throws WireException {
    for (IdForm form : IdForm.values()) {
      Message read = CODEC.decodeRequest(request.type(), request.encoded(form));
      assertThat(read).isEqualTo(request);
    }
    assertCanonical(request.encoded());
  }

  @Property(tries = 500)
  void responses(@ForAll("anyResponse") Response response) throws WireException {
    for (IdForm form : IdForm.values()) {
      Message read = CODEC.decodeResponse(response.type(), response.encoded(form));
      assertThat(read).isEqualTo(response);
    }
    if (!response.encoded().isEmpty()) {
      assertCanonical(response.encoded());
    }
  }

  @Property(tries = 300)
  void aManifestsSignedBytesDoNotDependOnHowItTravelled(@ForAll("anyManifest") Manifest manifest)
      throws WireException {
    Manifest compact = Manifest.decode(manifest.encoded(IdForm.COMPACT));

    assertThat(compact.body().signingBytes()).isEqualTo(manifest.body().signingBytes());
    assertThat(compact.idBytes()).isEqualTo(manifest.idBytes());
    assertCanonical(manifest.idBytes());
    assertCanonical(manifest.body().signingBytes());
  }

  /** Definite lengths and shortest integers: the library writes the same bytes for this tree. */
  private static void assertCanonical(Bytes encoded) {
    CBORObject tree = CBORObject.DecodeFromBytes(encoded.toArray(), KEEP_ORDER);
    assertThat(Bytes.wrap(tree.EncodeToBytes(KEEP_ORDER))).isEqualTo(encoded);
  }
}
