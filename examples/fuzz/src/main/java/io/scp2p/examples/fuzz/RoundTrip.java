package io.scp2p.examples.fuzz;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.cbor.ItemReader;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What every decoder promises. It objects with a {@link WireException} and nothing else, or what it
 * decoded encodes, in both forms, to bytes that decode to an equal thing. Bytes need not come back
 * as they were (section 2.4); whatever was encoded once does, for good.
 */
final class RoundTrip {
  private static final int MAX_OBJECTION = 512;
  private static final int MARGIN = 3;

  private RoundTrip() {}

  /**
   * Decodes one kind of thing.
   *
   * @param <T> what it decodes
   */
  @FunctionalInterface
  interface Decoder<T> {
    /** Decodes all of the bytes, or objects. */
    T decode(Bytes bytes) throws WireException;
  }

  /** A record read as one item. */
  static FuzzTarget.Feed item(ItemReader<? extends Encodable> reader) {
    return record(bytes -> CborReader.decode(bytes, reader));
  }

  /** A record with a decoder of its own. */
  static FuzzTarget.Feed record(Decoder<? extends Encodable> decoder) {
    return record(decoder, value -> {});
  }

  /** A record of which something more holds. */
  static <T extends Encodable> FuzzTarget.Feed record(Decoder<T> decoder, Consumer<T> holds) {
    return input -> {
      T value = decoded(decoder, input);
      if (value == null) {
        return false;
      }
      holds.accept(value);
      for (IdForm form : IdForm.values()) {
        again(decoder, value, input.length, each -> each.encoded(form));
      }
      return true;
    };
  }

  /** Something whose encoding is no matter of forms. */
  static <T> FuzzTarget.Feed other(
      Decoder<T> decoder, Function<T, Bytes> encoder, Consumer<T> holds) {
    return input -> {
      T value = decoded(decoder, input);
      if (value == null) {
        return false;
      }
      holds.accept(value);
      again(decoder, value, input.length, encoder);
      return true;
    };
  }

  /** Null if the decoder objects as it may. The input is a window on something bigger. */
  static <T> @Nullable T decoded(Decoder<T> decoder, byte[] input) {
    byte[] around = new byte[input.length + 2 * MARGIN];
    System.arraycopy(input, 0, around, MARGIN, input.length);
    Bytes window = Bytes.wrap(around, MARGIN, input.length);
    try {
      T value = Allocation.bounded(input.length, () -> decoder.decode(window));
      Finding.unless(window.equals(Bytes.wrap(input)), "the decoder changed its input");
      return value;
    } catch (WireException refused) {
      Finding.unless(refused.text().length() <= MAX_OBJECTION, "an objection of any length");
      Finding.unless(refused.offset() <= input.length, "an objection to a byte that is not there");
      return null;
    }
  }

  private static <T> void again(
      Decoder<T> decoder, T value, int inputBytes, Function<T, Bytes> encoder) {
    Bytes encoded = encoder.apply(value);
    T second;
    try {
      second = decoder.decode(encoded);
    } catch (WireException refused) {
      // The reference's form of an identifier has up to twice the bytes of the compact one.
      Finding.unless(
          refused.reason() == Reason.TOO_LARGE && encoded.size() > inputBytes,
          "our own encoding is refused: " + refused.getMessage());
      return;
    }
    Finding.unless(value.equals(second), "decoded again it is another: " + value + ", " + second);
    Finding.unless(value.hashCode() == second.hashCode(), "equal things with unequal hashes");
    Finding.unless(encoder.apply(second).equals(encoded), "encoded again it is another");
    Finding.unless(!value.toString().isEmpty(), "nothing to show");
  }
}
