package io.scp2p.core.engine.share;

import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads what {@link RowOut} wrote. */
final class RowIn {
  private final ByteBuffer in;

  private RowIn(byte[] row) {
    this.in = ByteBuffer.wrap(row);
  }

  /** Reads a row. */
  @FunctionalInterface
  interface Reader<T> {
    T read(RowIn in);
  }

  /** Turns whatever is wrong with a row into the one failure that says so. */
  static <T> T read(String what, byte[] row, Reader<T> reader) throws StoreException {
    try {
      return reader.read(new RowIn(row));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw corrupt(what, e);
    }
  }

  static StoreException corrupt(String what, @Nullable Exception cause) {
    return new StoreException(Reason.CORRUPT, "a row is damaged: " + what, cause);
  }

  int u8() {
    return Byte.toUnsignedInt(in.get());
  }

  int u32() {
    return in.getInt();
  }

  long u64() {
    return in.getLong();
  }

  byte[] raw(int count) {
    if (count < 0 || count > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }

  String text() {
    return new String(raw(in.getInt()), StandardCharsets.UTF_8);
  }

  @Nullable String textOrNull() {
    return u8() == 0 ? null : text();
  }

  /** Rows of a newer form are refused rather than misread. */
  void version(int known) {
    int found = u8();
    if (found != known) {
      throw new IllegalArgumentException("version " + found);
    }
  }
}
