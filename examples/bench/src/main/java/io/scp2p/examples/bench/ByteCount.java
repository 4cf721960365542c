package io.scp2p.examples.bench;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes as people write it: {@code 1GiB}, {@code 256KiB}, {@code 4096}. */
record ByteCount(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*(B|KiB|MiB|GiB)?");
  private static final Map<String, Integer> SHIFTS =
      Map.of("B", 0, "KiB", 10, "MiB", 20, "GiB", 30);

  static ByteCount parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a number of bytes: " + text);
    }
    String unit = matcher.group(2) == null ? "B" : matcher.group(2);
    return new ByteCount(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift(unit)));
  }

  private static int shift(String unit) {
    return SHIFTS.getOrDefault(unit, 0);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%,d bytes", bytes);
  }

  /** For the command line. */
  static final class Converter implements ITypeConverter<ByteCount> {
    @Override
    public ByteCount convert(String value) {
      try {
        return parse(value);
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
