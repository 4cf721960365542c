package io.scp2p.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BytesTest {
  @Test
  void windowsAreComparedByContent() {
    Bytes whole = Bytes.parse("0001020300010203");
    assertThat(whole.slice(0, 4))
        .isEqualTo(whole.slice(4, 4))
        .hasSameHashCodeAs(whole.slice(4, 4))
        .isNotEqualTo(whole.slice(1, 4));
  }

  @Test
  void aWindowNeverReachesOutsideItself() {
    Bytes window = Bytes.parse("00010203").slice(1, 2);
    assertThat(window.hex()).isEqualTo("0102");
    assertThat(window.buffer().remaining()).isEqualTo(2);
    assertThatThrownBy(() -> window.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> window.slice(1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Bytes.wrap(new byte[2], 1, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void detachingCopiesOnlyWhatIsPartOfSomethingBigger() {
    Bytes whole = Bytes.parse("0102");
    assertThat(whole.detached()).isSameAs(whole);
    Bytes detached = whole.slice(1, 1).detached();
    assertThat(detached.buffer().array()).hasSize(1);
    assertThat(detached).isEqualTo(whole.slice(1, 1));
  }

  @Test
  void copiesAreIndependentAndWrappedArraysAreNot() {
    byte[] array = {1};
    Bytes copy = Bytes.copyOf(array);
    Bytes wrapped = Bytes.wrap(array);
    array[0] = 2;
    assertThat(copy.get(0)).isEqualTo((byte) 1);
    assertThat(wrapped.get(0)).isEqualTo((byte) 2);
    wrapped.toArray()[0] = 3;
    assertThat(array[0]).isEqualTo((byte) 2);
  }

  @Test
  void theTextFormTellsTheSizeOnly() {
    assertThat(Bytes.parse("736563726574")).hasToString("Bytes[6]");
  }

  @Test
  void aWrongSizeIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bytes.EMPTY.requireSize(32, "nonce"))
        .withMessage("nonce has 32 bytes, not 0");
  }

  @Property
  void buffersOfBothKindsAreWrappedFromPositionToLimit(@ForAll byte[] content) {
    ByteBuffer heap = ByteBuffer.allocate(content.length + 2).put((byte) 9).put(content);
    ByteBuffer direct = ByteBuffer.allocateDirect(content.length + 2).put((byte) 9).put(content);
    for (ByteBuffer buffer : new ByteBuffer[] {heap, direct}) {
      buffer.flip().position(1);
      assertThat(Bytes.wrap(buffer)).isEqualTo(Bytes.wrap(content));
      assertThat(buffer.position()).isEqualTo(1);
    }
  }
}
