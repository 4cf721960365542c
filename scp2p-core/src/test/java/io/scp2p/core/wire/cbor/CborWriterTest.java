package io.scp2p.core.wire.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.Hex;
import io.scp2p.core.wire.WireException;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CborWriterTest {
  private static String written(Consumer<CborWriter> what) {
    CborWriter out = new CborWriter();
    what.accept(out);
    return out.toBytes().hex();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "23, 17",
    "24, 1818",
    "255, 18ff",
    "256, 190100",
    "65535, 19ffff",
    "65536, 1a00010000",
    "4294967295, 1affffffff",
    "4294967296, 1b0000000100000000",
    "9223372036854775807, 1b7fffffffffffffff",
    "9223372036854775808, 1b8000000000000000",
    "18446744073709551615, 1bffffffffffffffff"
  })
  void integersAreShortestAndUnsigned(String decimal, String hex) throws WireException {
    long value = Long.parseUnsignedLong(decimal);
    assertThat(written(out -> out.uint(value))).isEqualTo(hex);
    assertThat(CborReader.decode(Bytes.parse(hex), CborReader::u64)).isEqualTo(value);
  }

  @Property
  void anyIntegerIsWhatCborJavaWrites(@ForAll long value) {
    String theirs =
        Bytes.wrap(
                CBORObject.FromObject(
                        com.upokecenter.numbers.EInteger.FromString(Long.toUnsignedString(value)))
                    .EncodeToBytes())
            .hex();
    assertThat(written(out -> out.uint(value))).isEqualTo(theirs);
  }

  @Test
  void absentValuesAreNull() {
    assertThat(written(out -> out.uintOrNull(null))).isEqualTo("f6");
    assertThat(written(out -> out.textOrNull(null))).isEqualTo("f6");
    assertThat(written(out -> out.bytesOrNull(null))).isEqualTo("f6");
    assertThat(written(out -> out.idOrNull(null))).isEqualTo("f6");
    assertThat(written(out -> out.uintOrNull(-1L))).isEqualTo("1bffffffffffffffff");
  }

  @Test
  void halfASurrogatePairIsRefusedAndNotSilentlyReplaced() {
    for (String bad : List.of("a\ud800", "\udc00b", "\udc00\ud800", "?\ud800")) {
      assertThatIllegalArgumentException().isThrownBy(() -> written(out -> out.text(bad)));
    }
    assertThat(written(out -> out.text("\ud83d\ude00?"))).isEqualTo("65f09f98803f");
  }

  @Test
  void onlyIdentifiersFollowTheCompactForm() {
    ShareId id = ShareId.of(Hex.repeat(0xa1, 32).toArray());
    CborWriter out = new CborWriter(IdForm.COMPACT, 0);
    out.id(id);
    out.ints(Bytes.parse("0718"));
    out.ids(List.of(id));
    assertThat(out.toBytes().hex())
        .isEqualTo("5820" + "a1".repeat(32) + "82071818" + "815820" + "a1".repeat(32));
  }

  @Test
  void aWriterGrowsFromNothing() {
    CborWriter out = new CborWriter(IdForm.REFERENCE, 0);
    Bytes big = Hex.repeat(0xff, 100_000);
    out.bytes(big);
    out.ints(big);
    assertThat(out.size()).isEqualTo(5 + 100_000 + 5 + 200_000);
  }
}
