package io.scp2p.core.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of packages in {@code docs/architecture.md} names those that exist, and no other. */
class PackageTableTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern NAME = Pattern.compile("`([\\w.]+)`");

  @Test
  void theTableNamesEveryPackageAndNoOther() throws IOException {
    Set<String> there = existing();
    assertThat(there).hasSizeGreaterThan(50);
    assertThat(documented()).containsExactlyInAnyOrderElementsOf(there);
  }

  private static Set<String> existing() throws IOException {
    Set<String> packages = new TreeSet<>();
    for (String module : List.of("api", "core", "transport", "store")) {
      Path sources = ROOT.resolve("scp2p-" + module).resolve("src/main/java");
      try (Stream<Path> files = Files.walk(sources)) {
        files
            .filter(file -> file.endsWith("package-info.java"))
            .map(file -> sources.relativize(file.getParent()).toString())
            .forEach(path -> packages.add(path.replace('\\', '/').replace('/', '.')));
      }
    }
    return packages;
  }

  /** A name that begins with a dot is of {@code io.scp2p}; one without any is of the one before. */
  private static List<String> documented() throws IOException {
    return Files.readAllLines(ROOT.resolve("docs/architecture.md")).stream()
        .dropWhile(line -> !line.equals("## Packages"))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("| ") && !line.contains("test artifact"))
        .map(line -> line.split("\\|", -1)[2])
        .flatMap(PackageTableTest::names)
        .toList();
  }

  private static Stream<String> names(String cell) {
    String above = "";
    Stream.Builder<String> all = Stream.builder();
    for (MatchResult found : NAME.matcher(cell).results().toList()) {
      String name = found.group(1);
      if (name.startsWith(".")) {
        above = "io.scp2p" + name;
        all.add(above);
      } else {
        all.add(above + "." + name);
      }
    }
    return all.build();
  }
}
