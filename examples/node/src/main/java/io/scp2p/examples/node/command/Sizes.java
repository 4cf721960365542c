package io.scp2p.examples.node.command;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes as people write them: {@code 500M}, {@code 10 GiB}, {@code 1048576}. Powers of 1024. */
final class Sizes {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*([KMGTP]?)(I?B)?");
  private static final String UNITS = "KMGTP";
  private static final int BITS = 10;

  private Sizes() {}

  /** Of an option. */
  static final class Converter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return parse(text)
          .orElseThrow(
              () -> new TypeConversionException("'" + text + "' is no size, such as 500k or 2M"));
    }
  }

  /** Nothing if it is none, or more than a long holds. */
  static Optional<Long> parse(String text) {
    Matcher parts = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!parts.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(parts.group(1));
    String unit = parts.group(2);
    int shift = unit.isEmpty() ? 0 : BITS * (1 + UNITS.indexOf(unit));
    return number > Long.MAX_VALUE >> shift ? Optional.empty() : Optional.of(number << shift);
  }
}
