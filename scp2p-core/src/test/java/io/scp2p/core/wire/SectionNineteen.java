package io.scp2p.core.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The reference's own bytes, by name, from {@code wire/section-19.txt}. */
public final class SectionNineteen {
  private static final Map<String, Bytes> VALUES = load();

  private SectionNineteen() {}

  /** A fresh copy, so that no test can disturb another. */
  public static Bytes hex(String name) {
    return Bytes.copyOf(
        Objects.requireNonNull(VALUES.get(name), () -> "no value " + name).toArray());
  }

  public static Map<String, Bytes> all() {
    return VALUES;
  }

  private static Map<String, Bytes> load() {
    Map<String, Bytes> values = new LinkedHashMap<>();
    InputStream in = SectionNineteen.class.getResourceAsStream("/wire/section-19.txt");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.US_ASCII))) {
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" "))
          .forEach(parts -> values.put(parts[0], Bytes.parse(parts[1])));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }
}
