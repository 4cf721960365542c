package io.scp2p.core.conformance;

import com.upokecenter.cbor.CBORObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The folder {@code conformance-vectors} beside the modules. */
final class VectorFiles {
  static final Path FOLDER = Path.of("..", "conformance-vectors");

  private VectorFiles() {}

  static CBORObject read(String name) {
    return CBORObject.FromJSONString(text(name));
  }

  static List<Vector> vectors(String file) {
    return read(file).get("vectors").getValues().stream().map(Vector::of).toList();
  }

  /** The names under one member of the index. */
  static List<CBORObject> index(String member) {
    return List.copyOf(read("index.json").get(member).getValues());
  }

  /** Ids of vectors that may, and then must, fail. */
  static Set<String> knownFailures() {
    return text("known-failures.txt")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String text(String name) {
    try {
      return Files.readString(FOLDER.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException("vector file " + name, e);
    }
  }
}
