package io.scp2p.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Valid is what the strict decoder of the platform decodes. */
class Utf8PropertyTest {
  private static boolean agreesOn(byte[] bytes) {
    boolean strict;
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      strict = true;
    } catch (CharacterCodingException e) {
      strict = false;
    }
    return Utf8.isValid(bytes, 0, bytes.length) == strict;
  }

  @Property(tries = 300)
  void forAnyBytes(@ForAll @Size(max = 6) byte[] bytes) {
    assertThat(agreesOn(bytes)).isTrue();
  }

  @Property(tries = 300)
  void forTextWithOneByteChanged(
      @ForAll @StringLength(max = 12) String text,
      @ForAll byte other,
      @ForAll @IntRange(max = 1_000) int where) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(agreesOn(bytes)).isTrue();
    if (bytes.length > 0) {
      bytes[where % bytes.length] = other;
      assertThat(agreesOn(bytes)).isTrue();
    }
  }

  @Example // All boundaries of the table lie in the first two bytes.
  void forAllBeginningsOfACharacter() {
    List<String> disputed = new ArrayList<>();
    for (int lead = 0x7f; lead < 256; lead++) {
      for (int second = 0; second < 256; second++) {
        byte[] longest = {(byte) lead, (byte) second, (byte) 0x80, (byte) 0xbf};
        for (int length = 2; length <= 4; length++) {
          byte[] bytes = Arrays.copyOf(longest, length);
          if (!agreesOn(bytes)) {
            disputed.add(Bytes.wrap(bytes).hex());
          }
        }
      }
    }
    assertThat(disputed).isEmpty();
  }

  @Example
  void onlyTheGivenPartCounts() {
    byte[] bytes = {(byte) 0xff, 'a', (byte) 0xc3, (byte) 0xa4};
    assertThat(Utf8.isValid(bytes, 1, 4)).isTrue();
    assertThat(Utf8.isValid(bytes, 1, 3)).isFalse();
    assertThat(Utf8.isValid(bytes, 0, 2)).isFalse();
  }
}
