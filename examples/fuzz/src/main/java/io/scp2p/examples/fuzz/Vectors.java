package io.scp2p.examples.fuzz;

import com.upokecenter.cbor.CBORObject;
import com.upokecenter.cbor.CBORType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The strings of the conformance vectors: octets in hexadecimal digits, links, other text. */
final class Vectors {
  private static final Pattern HEX = Pattern.compile("([0-9a-f]{2})+");

  private final Path folder;
  private final Map<String, CBORObject> files = new ConcurrentHashMap<>();

  /** The vector files of a folder. */
  Vectors(Path folder) {
    this.folder = folder;
  }

  /** Every string of octets in some files; keys of none means all keys. */
  List<byte[]> octets(Set<String> keys, String... names) {
    return strings(keys, names).stream()
        .filter(each -> HEX.matcher(each).matches())
        .map(each -> HexFormat.of().parseHex(each))
        .toList();
  }

  /** Every string of octets in some files. */
  List<byte[]> octets(String... names) {
    return octets(Set.of(), names);
  }

  /** Every text under some keys in some files, as UTF-8. */
  List<byte[]> texts(Set<String> keys, String... names) {
    return strings(keys, names).stream()
        .map(each -> each.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private Set<String> strings(Set<String> keys, String... names) {
    Set<String> found = new LinkedHashSet<>();
    for (String name : names) {
      collect(file(name), keys, keys.isEmpty(), found);
    }
    return found;
  }

  private CBORObject file(String name) {
    return files.computeIfAbsent(
        name,
        each -> {
          try {
            return CBORObject.FromJSONString(Files.readString(folder.resolve(each + ".json")));
          } catch (IOException e) {
            throw new UncheckedIOException("vector file " + each, e);
          }
        });
  }

  private static void collect(
      CBORObject node, Set<String> keys, boolean wanted, Set<String> found) {
    if (node.getType() == CBORType.TextString) {
      if (wanted) {
        found.add(node.AsString());
      }
    } else if (node.getType() == CBORType.Array) {
      node.getValues().forEach(each -> collect(each, keys, wanted, found));
    } else if (node.getType() == CBORType.Map) {
      for (Map.Entry<CBORObject, CBORObject> entry : node.getEntries()) {
        boolean named = wanted || keys.contains(entry.getKey().AsString());
        collect(entry.getValue(), keys, named, found);
      }
    }
  }

  /** Each of the inputs behind each of the first {@code selectors} numbers. */
  static List<byte[]> selected(int selectors, List<byte[]> inputs) {
    List<byte[]> all = new ArrayList<>();
    for (byte[] input : inputs) {
      for (int selector = 0; selector < selectors; selector++) {
        byte[] with = new byte[input.length + 1];
        with[0] = (byte) selector;
        System.arraycopy(input, 0, with, 1, input.length);
        all.add(with);
      }
    }
    return all;
  }
}
