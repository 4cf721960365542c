package io.scp2p.core.wire;

import static io.scp2p.core.wire.Hex.bstr;
import static io.scp2p.core.wire.Hex.bytes;
import static io.scp2p.core.wire.Hex.ints;
import static io.scp2p.core.wire.Hex.repeat;
import static io.scp2p.core.wire.Hex.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.message.ChunkHashList;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.message.GetChunk;
import io.scp2p.core.wire.message.GetManifest;
import io.scp2p.core.wire.message.ListCommunityPublicShares;
import io.scp2p.core.wire.message.ManifestData;
import io.scp2p.core.wire.message.Message;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.PexOffer;
import io.scp2p.core.wire.message.PexRequest;
import io.scp2p.core.wire.message.RelayRegister;
import io.scp2p.core.wire.record.DhtRecord;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.Providers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of specification section 2.4, row by row, in its order. */
class TolerancesTest {
  private static final ContentId CONTENT = ContentId.of(repeat(0xa1, 32).toArray());
  private static final GetChunk THIRD_CHUNK = new GetChunk(CONTENT, 3);
  private static final RelayRegister RENEW = new RelayRegister(42L, true);

  private static final String SLOT_42 = text("relay_slot_id") + "182a";
  private static final String TUNNEL = text("tunnel") + "f5";
  private static final String CID = bstr(0xa1, 32);
  private static final String MANIFEST_ID = text("manifest_id");

  private static Message request(int type, String... hex) throws WireException {
    return MessageCodec.v1().decodeRequest(type, bytes(hex));
  }

  private static Message response(int type, String... hex) throws WireException {
    return MessageCodec.v1().decodeResponse(type, bytes(hex));
  }

  private static void assertRefused(Reason reason, int type, String... hex) {
    boolean isResponse = type == 401 || type == 501;
    WireException refusal =
        catchThrowableOfType(WireException.class, () -> decode(isResponse, type, hex));
    assertThat(refusal).as("nothing objected").isNotNull();
    assertThat(refusal.reason()).isEqualTo(reason);
  }

  private static Message decode(boolean isResponse, int type, String... hex) throws WireException {
    return isResponse ? response(type, hex) : request(type, hex);
  }

  @Test
  void keysComeInAnyOrder() throws WireException {
    assertThat(request(450, "a2", TUNNEL, SLOT_42)).isEqualTo(RENEW);
    assertThat(request(500, "a2 01 03 00", CID)).isEqualTo(THIRD_CHUNK);
  }

  @Test
  void unknownTextKeysAreIgnored() throws WireException {
    String unknown = text("later") + "a1 61 61 82 f97e00 20";
    assertThat(request(450, "a3", unknown, SLOT_42, TUNNEL)).isEqualTo(RENEW);
    assertThat(request(450, "a3", SLOT_42, TUNNEL, unknown)).isEqualTo(RENEW);
    assertThat(request(500, "a3 00", CID, unknown, "01 03")).isEqualTo(THIRD_CHUNK);
  }

  @Test
  void unknownIntegerKeysRefuseATextKeyedRecordOnly() throws WireException {
    assertRefused(Reason.UNEXPECTED_KEY, 450, "a3", SLOT_42, TUNNEL, "07 f6");
    assertThat(request(500, "a3 00", CID, "01 03 07 f6")).isEqualTo(THIRD_CHUNK);
    assertThat(request(500, "a5 00", CID, "01 03 20 f6 f5 00 82 00 01 f6"))
        .as("extra keys of any kind")
        .isEqualTo(THIRD_CHUNK);
  }

  @Test
  void duplicatesAreRefusedEvenWhereTheReferenceTakesTheFirst() {
    assertRefused(Reason.DUPLICATE_KEY, 450, "a3", SLOT_42, SLOT_42, TUNNEL);
    assertRefused(Reason.DUPLICATE_KEY, 500, "a3 00", CID, "01 03 01 04");
  }

  @Test
  void missingOptionalsAreAbsent() throws WireException {
    assertThat(request(450, "a1", TUNNEL)).isEqualTo(new RelayRegister(null, true));
    assertThat(request(450, "a1", SLOT_42)).isEqualTo(new RelayRegister(42L, false));
    assertThat(request(450, "a0")).isEqualTo(new RelayRegister(null, false));
    assertThat(response(201, "a1 01 80")).isEqualTo(new FindValueResult(null, List.of()));
  }

  @Test
  void missingMandatoryKeysAreNamed() {
    assertRefused(Reason.MISSING_KEY, 400, "a0");
    assertRefused(Reason.MISSING_KEY, 500, "a1 00", CID);
    assertRefused(Reason.MISSING_KEY, 500, "a1 01 03");
    assertRefused(Reason.MISSING_KEY, 101, "a0");
    WireException refusal = catchThrowableOfType(WireException.class, () -> request(400, "a0"));
    assertThat(refusal.text()).isEqualTo("missing field `manifest_id`");
  }

  @Test
  void fixedBytesMayBeAByteString() throws WireException {
    assertThat(request(400, "a1", MANIFEST_ID, bstr(0xa1, 32)))
        .isEqualTo(new GetManifest(ManifestId.of(repeat(0xa1, 32).toArray())));
  }

  @Test
  void fixedBytesMayBeIntegersInTextKeyedRecordsOnly() throws WireException {
    assertThat(request(400, "a1", MANIFEST_ID, ints(0xa1, 32)))
        .isEqualTo(new GetManifest(ManifestId.of(repeat(0xa1, 32).toArray())));
    assertRefused(Reason.WRONG_TYPE, 500, "a2 00", ints(0xa1, 32), "01 03");
  }

  @Test
  void fixedBytesOfAnotherLengthAreRefused() {
    // The reference cuts long byte strings and overlooks surplus elements; it sends neither.
    for (int length : new int[] {31, 33}) {
      assertRefused(Reason.WRONG_LENGTH, 400, "a1", MANIFEST_ID, bstr(0xa1, length));
      assertRefused(Reason.WRONG_LENGTH, 400, "a1", MANIFEST_ID, ints(0xa1, length));
      assertRefused(Reason.WRONG_LENGTH, 500, "a2 00", bstr(0xa1, length), "01 03");
    }
    String indefinite = "9f" + "18a1".repeat(33) + "ff";
    assertRefused(Reason.WRONG_LENGTH, 400, "a1", MANIFEST_ID, indefinite);
    String tooShort = "9f" + "18a1".repeat(31) + "ff";
    assertRefused(Reason.WRONG_LENGTH, 400, "a1", MANIFEST_ID, tooShort);
  }

  @Test
  void byteMarkedFieldsMayBeIntegersInTextKeyedRecordsOnly() throws WireException {
    ManifestData expected =
        new ManifestData(ManifestId.of(repeat(0xa1, 32).toArray()), bytes("0118ff"));
    String id = MANIFEST_ID + bstr(0xa1, 32);
    assertThat(response(401, "a2", id, text("bytes"), "43 0118ff")).isEqualTo(expected);
    assertThat(response(401, "a2", id, text("bytes"), "83 01 1818 18ff")).isEqualTo(expected);
    assertThat(response(401, "a2", id, text("bytes"), "9f 01 1818 18ff ff")).isEqualTo(expected);
    assertRefused(Reason.WRONG_TYPE, 501, "a3 00", CID, "01 03 02 82 01 02");
  }

  @Test
  void byteMarkedFieldsAreNeverText() {
    String id = MANIFEST_ID + bstr(0xa1, 32);
    assertRefused(Reason.WRONG_TYPE, 401, "a2", id, text("bytes"), "61 61");
    assertRefused(Reason.WRONG_TYPE, 501, "a3 00", CID, "01 03 02 61 61");
  }

  @Test
  void unmarkedVectorsMayBeAByteString() throws WireException {
    Bytes vector = SectionNineteen.hex("406.with-requester");
    String asInts = vector.hex();
    String asBytes = asInts.substring(0, asInts.length() - "8218a01818".length()) + "42a018";
    ListCommunityPublicShares message = (ListCommunityPublicShares) request(406, asBytes);
    assertThat(message).isEqualTo(request(406, asInts));
    assertThat(message.requesterProof()).isEqualTo(bytes("a018"));
  }

  @Test
  void integersMayBeLongerThanNecessary() throws WireException {
    String key = text("max_peers");
    for (String one : new String[] {"01", "1801", "190001", "1a00000001", "1b0000000000000001"}) {
      assertThat(request(101, "a1", key, one)).isEqualTo(new PexRequest(1));
      assertThat(request(500, "a2 00", CID, one, "03")).isEqualTo(THIRD_CHUNK);
    }
    assertThat(request(500, "a2 00", CID, "01 190003")).isEqualTo(THIRD_CHUNK);
    String longElements = "9820" + "1900a1".repeat(32);
    assertThat(request(400, "a1", MANIFEST_ID, longElements))
        .isEqualTo(request(400, "a1", MANIFEST_ID, bstr(0xa1, 32)));
    assertThat(request(101, "b90001", key, "01")).isEqualTo(new PexRequest(1));
  }

  @Test
  void floatsAreNoIntegers() {
    for (String one : new String[] {"f93c00", "fa3f800000", "fb3ff0000000000000"}) {
      assertRefused(Reason.WRONG_TYPE, 101, "a1", text("max_peers"), one);
      assertRefused(Reason.WRONG_TYPE, 500, "a2 00", CID, "01", one);
    }
  }

  @Test
  void integersOutOfRangeAreRefused() {
    assertRefused(Reason.OUT_OF_RANGE, 101, "a1", text("max_peers"), "190100");
    assertRefused(Reason.OUT_OF_RANGE, 101, "a1", text("max_peers"), "20");
    assertRefused(Reason.OUT_OF_RANGE, 402, "a1", text("max_entries"), "1a00010000");
    assertRefused(Reason.OUT_OF_RANGE, 500, "a2 00", CID, "01 1b0000000100000000");
    assertRefused(Reason.OUT_OF_RANGE, 500, "a2 00", CID, "01 1bffffffffffffffff");
    assertRefused(Reason.OUT_OF_RANGE, 202, "a3 00", CID, "01 40 02 1b8000000000000000");
    assertRefused(Reason.OUT_OF_RANGE, 400, "a1", MANIFEST_ID, "9820" + "190100".repeat(32));
  }

  @Test
  void indefiniteLengthsAreAccepted() throws WireException {
    assertThat(request(450, "bf", SLOT_42, TUNNEL, "ff")).isEqualTo(RENEW);
    assertThat(request(500, "bf 00 5f 50", "a1".repeat(16), "50", "a1".repeat(16), "ff 01 03 ff"))
        .isEqualTo(THIRD_CHUNK);
    assertThat(request(400, "a1", MANIFEST_ID, "9f" + "18a1".repeat(32) + "ff"))
        .isEqualTo(request(400, "a1", MANIFEST_ID, bstr(0xa1, 32)));
    String offer = SectionNineteen.hex("100.pex-offer").hex();
    String chunkedTcp = offer.replace(text("tcp"), "7f 62 7463 61 70 ff");
    assertThat(request(100, chunkedTcp)).isEqualTo(request(100, offer));
    assertThat(request(100, "bf", text("peers"), "9f ff ff")).isEqualTo(new PexOffer(List.of()));
    assertThat(response(503, "bf 00", CID, "01 9f", bstr(0xb2, 32), "ff ff"))
        .isEqualTo(new ChunkHashList(CONTENT, repeat(0xb2, 32)));
  }

  @Test
  void anEnumWithAValueNeedsADefiniteMapOfOne() throws WireException {
    String rest =
        text("port") + "191b59" + text("transport") + text("tcp") + text("pubkey_hint") + "f6";
    String offer = "a1" + text("peers") + "81 a4" + text("ip");
    PeerAddress address =
        PeerAddress.direct(
            IpAddress.of((byte) 192, (byte) 0, (byte) 2, (byte) 10), 7001, PeerTransport.TCP);
    assertThat(request(100, offer, "a1", text("V4"), "84 18c0 00 02 0a", rest))
        .isEqualTo(new PexOffer(List.of(address)));
    assertRefused(Reason.WRONG_TYPE, 100, offer, "bf", text("V4"), "84 18c0 00 02 0a ff", rest);
    assertRefused(Reason.WRONG_TYPE, 100, offer, text("192.0.2.10"), rest);
    assertRefused(Reason.UNKNOWN_VARIANT, 100, offer, "a1", text("v4"), "84 18c0 00 02 0a", rest);
  }

  @Test
  void tagsAreSkippedExceptOnByteStringsOfIntegerKeyedRecords() throws WireException {
    assertThat(request(101, "c1 a1", text("max_peers"), "d864 c1 01")).isEqualTo(new PexRequest(1));
    assertThat(request(450, "a3", SLOT_42, TUNNEL, text("later"), "c0 61 61")).isEqualTo(RENEW);
    assertThat(request(400, "a1", MANIFEST_ID, "c2", bstr(0xa1, 32)))
        .isEqualTo(request(400, "a1", MANIFEST_ID, bstr(0xa1, 32)));
    assertRefused(Reason.WRONG_TYPE, 500, "a2 00 c2", CID, "01 03");
    assertRefused(Reason.WRONG_TYPE, 501, "a3 00", CID, "01 03 02 d818 41 00");
  }

  @Test
  void undefinedIsAnAbsentOptional() throws WireException {
    assertThat(request(450, "a2", text("relay_slot_id"), "f7", TUNNEL))
        .isEqualTo(new RelayRegister(null, true));
  }

  @Test
  void otherSimpleValuesAreRefusedEvenInUnknownFields() {
    for (String simple : new String[] {"e0", "f3", "f818", "f8ff", "f814"}) {
      assertRefused(Reason.MALFORMED, 450, "a3", SLOT_42, TUNNEL, text("later"), simple);
      assertRefused(Reason.MALFORMED, 500, "a3 00", CID, "01 03 07", simple);
    }
    assertRefused(Reason.WRONG_TYPE, 450, "a2", SLOT_42, text("tunnel"), "f6");
  }

  @Test
  void recordsAreNoArrays() {
    assertRefused(Reason.WRONG_TYPE, 101, "81 01");
    assertRefused(Reason.WRONG_TYPE, 500, "82", CID, "03");
  }

  @Test
  void aKeyMayBeAByteStringSpellingTheName() throws WireException {
    assertThat(request(101, "a1 49 6d61785f7065657273 01")).isEqualTo(new PexRequest(1));
  }

  @Test
  void trailingBytesRefuseMessagesAndStoredValues() throws WireException {
    assertRefused(Reason.TRAILING_BYTES, 101, "a1", text("max_peers"), "01 00");
    assertRefused(Reason.TRAILING_BYTES, 500, "a2 00", CID, "01 03 f6");
    String stored = SectionNineteen.hex("providers").hex();
    assertThat(DhtRecord.decode(bytes(stored))).isInstanceOf(Providers.class);
    assertThat(
            catchThrowableOfType(WireException.class, () -> DhtRecord.decode(bytes(stored, "00"))))
        .hasMessage(WireErrorText.DHT_UNKNOWN_KEYSPACE);
  }

  @Test
  void nestingIsBounded() throws WireException {
    String later = text("later");
    String allowed = "81".repeat(WireLimits.MAX_NESTING - 1) + "00";
    assertThat(request(450, "a3", SLOT_42, TUNNEL, later, allowed)).isEqualTo(RENEW);
    assertRefused(
        Reason.TOO_DEEP, 450, "a3", SLOT_42, TUNNEL, later, "81".repeat(WireLimits.MAX_NESTING));
    assertRefused(
        Reason.TOO_DEEP, 500, "a3 00", CID, "01 03 07", "9f".repeat(WireLimits.MAX_NESTING));
    String tagged = "c1".repeat(WireLimits.MAX_NESTING - 1) + "00";
    assertThat(request(450, "a3", SLOT_42, TUNNEL, later, tagged)).isEqualTo(RENEW);
    assertRefused(
        Reason.TOO_DEEP, 450, "a3", SLOT_42, TUNNEL, later, "c1".repeat(WireLimits.MAX_NESTING));
    assertRefused(Reason.TOO_DEEP, 450, "a3", SLOT_42, TUNNEL, later, "a161 61".repeat(100_000));
  }

  @Test
  void chunkDataMayComeInPieces() throws WireException {
    assertThat(response(501, "a3 00", CID, "01 03 02 5f 41 de 41 ad ff"))
        .isEqualTo(new ChunkData(CONTENT, 3, bytes("dead")));
    assertRefused(Reason.MALFORMED, 501, "a3 00", CID, "01 03 02 5f 61 61 ff");
    assertRefused(Reason.MALFORMED, 501, "a3 00", CID, "01 03 02 5f 5f 41 de ff ff");
  }
}
