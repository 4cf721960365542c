package io.scp2p.core.wire.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.Hex;
import io.scp2p.core.wire.SectionNineteen;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.cbor.CborReader;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Limits and defaults that belong to one record. */
class RecordBoundsTest {
  private static final DhtKey KEY = DhtKey.of(new byte[32]);

  private interface Attempt {
    Object run() throws WireException;
  }

  private static WireException refusal(Attempt attempt) {
    return catchThrowableOfType(WireException.class, attempt::run);
  }

  @Test
  void aDhtValueOfMoreThan64KibIsRefusedWithTheReferencesText() throws WireException {
    DhtEntry largest = new DhtEntry(KEY, Bytes.wrap(new byte[WireLimits.DHT_VALUE_BYTES]), 1);
    assertThat(CborReader.decode(largest.encoded(), DhtEntry::read)).isEqualTo(largest);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new DhtEntry(KEY, Bytes.wrap(new byte[WireLimits.DHT_VALUE_BYTES + 1]), 1));

    String oneMore = "a3 00 5820" + "00".repeat(32) + "02 01 01 5a00010001" + "00".repeat(65_537);
    WireException refusal = refusal(() -> CborReader.decode(Hex.bytes(oneMore), DhtEntry::read));
    assertThat(refusal.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(refusal.text()).isEqualTo(WireErrorText.DHT_VALUE_TOO_LARGE);

    Bytes padded =
        Bytes.wrap(
            Arrays.copyOf(
                SectionNineteen.hex("providers").toArray(), WireLimits.DHT_VALUE_BYTES + 1));
    assertThat(refusal(() -> DhtRecord.decode(padded)).reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void aValueOfNoKnownKindIsRefusedWithTheReferencesText() {
    WireException refusal = refusal(() -> DhtRecord.decode(Bytes.parse("a0")));
    assertThat(refusal.text()).isEqualTo("DHT value does not match any recognized keyspace");
  }

  @Test
  void theFirstKindAValueFitsDecides() throws WireException {
    // A head that also has all keys of a provider record is a head (section 8.6.1).
    String head = SectionNineteen.hex("head1").hex().substring(2);
    String providers = SectionNineteen.hex("providers").hex().substring(2);
    String withoutTime = providers.substring(0, providers.indexOf(Hex.text("updated_at")));
    assertThat(DhtRecord.decode(Hex.bytes("a7", withoutTime, head))).isInstanceOf(ShareHead.class);
  }

  @Test
  void aLifetimeTheReferenceWouldMisencodeIsOurMistake() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DhtEntry(KEY, Bytes.EMPTY, Long.MIN_VALUE));
  }

  @Test
  void lanPacketsOfVersion1LackCapabilitiesAndVersion0IsRefused() throws WireException {
    String packet =
        "a3"
            + Hex.text("version")
            + "%s"
            + Hex.text("instance_id")
            + Hex.ints(7, 16)
            + Hex.text("tcp_port")
            + "191b59";
    LanPacket first = LanPacket.decode(Hex.bytes(packet.formatted("01")));
    assertThat(first).isEqualTo(new LanPacket(1, Hex.repeat(7, 16), 7001, null));
    assertThat(refusal(() -> LanPacket.decode(Hex.bytes(packet.formatted("00")))).reason())
        .isEqualTo(Reason.OUT_OF_RANGE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LanPacket(0, Hex.repeat(7, 16), 7001, null));
  }

  @Test
  void aDatagramAboveTheReceiveBufferIsRefusedUnread() {
    Bytes big = Bytes.wrap(new byte[WireLimits.LAN_PACKET_BYTES + 1]);
    assertThat(refusal(() -> LanPacket.decode(big)).reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void anOldItemWithoutChunkFieldsHasNone() throws WireException {
    String item =
        "a5"
            + Hex.text("content_id")
            + Hex.bstr(7, 32)
            + Hex.text("size")
            + "05"
            + Hex.text("name")
            + "6161"
            + Hex.text("mime")
            + "f6"
            + Hex.text("tags")
            + "80";
    assertThat(CborReader.decode(Hex.bytes(item), ShareItem::read))
        .isEqualTo(
            new ShareItem(
                ContentId.of(Hex.repeat(7, 32).toArray()),
                5,
                "a",
                null,
                null,
                List.of(),
                0,
                Hex.repeat(0, 32)));
  }

  @Test
  void aManifestWithoutVisibilityIsPrivateAndInNoCommunity() throws WireException {
    String full = SectionNineteen.hex("manifest1").hex();
    String bare =
        full.replace(Hex.text("visibility") + Hex.text("private"), "")
            .replace(Hex.text("communities") + "80", "")
            .replaceFirst("^ad", "ab");
    assertThat(Manifest.decode(Bytes.parse(bare))).isEqualTo(Manifest.decode(Bytes.parse(full)));
  }

  @Test
  void signaturesOfAnotherSizeAreRefused() throws WireException {
    ShareHead head = CborReader.decode(SectionNineteen.hex("head1"), ShareHead::read);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> head.body().signed(Hex.repeat(1, 63)))
        .withMessage("signature has 64 bytes, not 63");
    String shortened = SectionNineteen.hex("manifest1").hex().replace("5840c96594", "583fc96594");
    String cut = shortened.substring(0, shortened.length() - 2);
    assertThat(refusal(() -> Manifest.decode(Bytes.parse(cut))).reason())
        .isEqualTo(Reason.WRONG_LENGTH);
  }

  @Test
  void recordsDoNotShareTheListsTheyWereMadeOf() {
    List<PeerAddress> mutable =
        new java.util.ArrayList<>(
            List.of(
                PeerAddress.direct(
                    IpAddress.of((byte) 1, (byte) 2, (byte) 3, (byte) 4), 5, PeerTransport.TCP)));
    Providers providers = new Providers(ContentId.of(new byte[32]), mutable, 1);
    mutable.clear();
    assertThat(providers.providers()).hasSize(1);
  }
}
