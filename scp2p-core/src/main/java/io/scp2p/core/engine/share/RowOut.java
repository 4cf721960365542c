package io.scp2p.core.engine.share;

import io.scp2p.api.id.FixedBytes;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes keys and values of our own tables: big-endian, texts with their length before them. */
final class RowOut {
  private byte[] buffer = new byte[128];
  private int size;

  RowOut u8(int value) {
    reserve(1)[size++] = (byte) value;
    return this;
  }

  RowOut u32(int value) {
    ByteBuffer.wrap(reserve(Integer.BYTES), size, Integer.BYTES).putInt(value);
    size += Integer.BYTES;
    return this;
  }

  RowOut u64(long value) {
    ByteBuffer.wrap(reserve(Long.BYTES), size, Long.BYTES).putLong(value);
    size += Long.BYTES;
    return this;
  }

  RowOut id(FixedBytes id) {
    return raw(id.bytes());
  }

  RowOut raw(Bytes bytes) {
    return raw(bytes.toArray());
  }

  RowOut raw(byte[] bytes) {
    System.arraycopy(bytes, 0, reserve(bytes.length), size, bytes.length);
    size += bytes.length;
    return this;
  }

  RowOut text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return u32(utf8.length).raw(utf8);
  }

  RowOut textOrNull(@Nullable String text) {
    return text == null ? u8(0) : u8(1).text(text);
  }

  byte[] toArray() {
    return Arrays.copyOf(buffer, size);
  }

  private byte[] reserve(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, Math.addExact(size, more)));
    }
    return buffer;
  }
}
