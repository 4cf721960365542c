package io.scp2p.core.wire.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.Hex;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CborReaderTest {
  private static WireException refusal(String hex, ItemReader<?> item) {
    return catchThrowableOfType(WireException.class, () -> CborReader.decode(Hex.bytes(hex), item));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "18",
        "19 00",
        "1a 000000",
        "1b 00000000000000",
        "42 00",
        "82 00",
        "a1 00",
        "5f",
        "5f 41",
        "9f 00",
        "bf 00",
        "c1",
        "f9 00",
        "fb 00000000000000",
        "5a ffffffff",
        "9b ffffffffffffffff",
        "9b ffffffffffffffff 01 ff",
        "bb ffffffffffffffff 01 01 ff",
        "5b ffffffffffffffff",
        "7b fffffffffffffffe",
        "bb 8000000000000000"
      })
  void inputThatEndsInsideAnItemIsTruncated(String hex) {
    assertThat(refusal(hex, CborReader::opaque).reason()).isEqualTo(Reason.TRUNCATED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1c",
        "1d",
        "1e",
        "1f",
        "3f",
        "5c",
        "9d",
        "be",
        "df",
        "fc",
        "ff",
        "f800",
        "f8ff",
        "bf 00 ff",
        "81 ff",
        "a1 00 ff",
        "5f 00 ff",
        "7f 41 00 ff",
        "5f 5f ff ff"
      })
  void itemsThatAreNotWellFormedAreMalformed(String hex) {
    assertThat(refusal(hex, CborReader::opaque).reason()).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void anObjectionNamesThePlaceAndNotTheContent() {
    WireException refusal = refusal("83 01 02 64 736563", CborReader::opaque);
    assertThat(refusal.offset()).isEqualTo(4);
    assertThat(refusal).hasMessage("input ends inside an item (byte 4)");
    assertThat(refusal.text()).isEqualTo("input ends inside an item");
  }

  @Test
  void offsetsCountFromTheStartOfAWindow() {
    Bytes window = Hex.bytes("ffff", "83 01 02 61").slice(2, 4);
    WireException refusal =
        catchThrowableOfType(
            WireException.class, () -> CborReader.decode(window, CborReader::opaque));
    assertThat(refusal.offset()).isEqualTo(4);
  }

  @Property
  void textIsUtf8ExactlyWhereAStrictDecoderSaysSo(@ForAll @Size(max = 8) byte[] utf8) {
    Bytes item = Hex.bytes(Hex.string(Bytes.wrap(utf8)));
    String expected;
    try {
      expected = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      assertThat(refusal(item.hex(), CborReader::text).reason()).isEqualTo(Reason.BAD_TEXT);
      assertThat(refusal(item.hex(), CborReader::opaque).reason()).isEqualTo(Reason.BAD_TEXT);
      return;
    }
    assertThat(refusal(item.hex(), CborReader::opaque)).isNull();
    assertThat(item.slice(1, utf8.length).utf8()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c080", "eda080", "f4908080", "80", "e28082c3", "efbfbdff"})
  void textThatUtf8ForbidsIsRefused(String utf8) {
    String item = Hex.string(Bytes.parse(utf8));
    assertThat(refusal(item, CborReader::text).reason()).isEqualTo(Reason.BAD_TEXT);
  }

  @Test
  void aGenuineReplacementCharacterIsText() throws WireException {
    assertThat(CborReader.decode(Hex.bytes("63 efbfbd"), CborReader::text)).isEqualTo("\ufffd");
    assertThat(CborReader.decode(Hex.bytes("60"), CborReader::text)).isEmpty();
  }

  @Test
  void aCharacterMustNotBeSplitBetweenChunks() throws WireException {
    assertThat(CborReader.decode(Hex.bytes("7f 62 c3a4 61 62 ff"), CborReader::text))
        .isEqualTo("äb");
    assertThat(refusal("7f 61 c3 61 a4 ff", CborReader::text).reason()).isEqualTo(Reason.BAD_TEXT);
  }

  @Test
  void manyChunksAreJoinedInOrder() throws WireException {
    String chunks = "41 00 40 42 0102 5803 030405".repeat(50);
    assertThat(CborReader.decode(Hex.bytes("5f", chunks, "ff"), CborReader::blob).hex())
        .isEqualTo("000102030405".repeat(50));
    String elements =
        IntStream.range(0, 200).mapToObj("18%02x"::formatted).reduce("", String::concat);
    assertThat(CborReader.decode(Hex.bytes("9f", elements, "ff"), CborReader::blob).size())
        .isEqualTo(200);
  }

  @Test
  void aByteStringIsAWindowAndAnOptionalOneACopy() throws WireException {
    Bytes input = Hex.bytes("43 010203");
    assertThat(CborReader.decode(input, CborReader::blob).buffer().array())
        .isSameAs(input.buffer().array());
    assertThat(CborReader.decode(input, CborReader::blobOrAbsent).buffer().array())
        .isNotSameAs(input.buffer().array());
  }

  @Test
  void listsOfAnyFormYieldTheirElements() throws WireException {
    ItemReader<List<Long>> numbers = in -> in.list(CborReader::u64);
    assertThat(CborReader.decode(Hex.bytes("83 01 02 03"), numbers)).containsExactly(1L, 2L, 3L);
    assertThat(CborReader.decode(Hex.bytes("9f 01 02 03 ff"), numbers)).containsExactly(1L, 2L, 3L);
    assertThat(CborReader.decode(Hex.bytes("9f ff"), numbers)).isEmpty();
    assertThat(refusal("40", numbers::read).reason()).isEqualTo(Reason.WRONG_TYPE);
  }

  @Test
  void anIntegerKeyAfterTheEndOfARecordBelongsToWhatFollows() throws WireException {
    CborReader in = new CborReader(Hex.bytes("a1 00 01 00"));
    IntRecordReader fields = in.intRecord(1);
    assertThat(fields.next()).isZero();
    assertThat(in.u8()).isEqualTo(1);
    assertThat(fields.next()).isEqualTo(IntRecordReader.END);
    assertThat(fields.next()).as("and again").isEqualTo(IntRecordReader.END);
    assertThat(in.u8()).isZero();
  }

  @Test
  void keysOfIndefiniteLengthAreRefused() {
    FieldNames names = FieldNames.of("a");
    assertThat(refusal("a1 7f 61 61 ff 00", in -> in.record(names).next()).reason())
        .isEqualTo(Reason.UNEXPECTED_KEY);
    assertThat(refusal("a1 61 ff 00", in -> in.record(names).next()).reason())
        .isEqualTo(Reason.BAD_TEXT);
  }

  @Test
  void cursorsHoldAsManyFieldsAsTheyCanMark() {
    String[] tooMany = IntStream.range(0, 32).mapToObj(Integer::toString).toArray(String[]::new);
    assertThatIllegalArgumentException().isThrownBy(() -> FieldNames.of(tooMany));
    CborReader in = new CborReader(Hex.bytes("a0"));
    assertThatIllegalArgumentException().isThrownBy(() -> in.intRecord(32));
  }

  @Test
  void forgettingAKnownKeyIsOurMistake() throws WireException {
    RecordReader fields = new CborReader(Hex.bytes("a0")).record(FieldNames.of("a"));
    assertThat(fields.unhandled("a")).hasMessage("no branch reads the known key a");
    assertThatIllegalArgumentException().isThrownBy(() -> fields.need("b", 1L));
  }
}
