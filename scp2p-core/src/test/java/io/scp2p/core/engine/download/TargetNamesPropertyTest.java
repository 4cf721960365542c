package io.scp2p.core.engine.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Whatever the names: every file is inside the folder, alone, and no file is a folder. */
class TargetNamesPropertyTest {
  private static final Path FOLDER = Path.of("/downloads").toAbsolutePath();
  private static final TestContent CONTENT = TestContent.random(1, 10);

  @Provide
  Arbitrary<String> paths() {
    Arbitrary<String> likely =
        Arbitraries.of(
            "a", "A", "b", ".", "..", "", " ", "con", "CON.txt", "a (2)", "é", "e\u0301", "x.",
            "C:", "\u202e", "ß", "ss", "\u0000", "\ud800", "…");
    Arbitrary<String> segment =
        Arbitraries.oneOf(likely, likely, Arbitraries.strings().ofMaxLength(300));
    Arbitrary<String> slash = Arbitraries.of("/", "\\", "//", "/./");
    return Combinators.combine(segment.list().ofMaxSize(5), slash, Arbitraries.of("", "/"))
        .as((segments, between, before) -> before + String.join(between, segments));
  }

  @Property(tries = 500)
  void everyFileHasAPlaceOfItsOwnInsideTheFolder(
      @ForAll @Size(max = 30) List<@net.jqwik.api.From("paths") String> items) {
    TargetNames names = new TargetNames(FOLDER, true, 1);
    Set<String> files = new HashSet<>();
    Set<String> folders = new HashSet<>();
    for (String item : items) {
      Path target = names.of(CONTENT.at(item));
      assertThat(target.normalize()).isEqualTo(target);
      assertThat(target.startsWith(FOLDER)).isTrue();
      Path inside = FOLDER.relativize(target);
      for (Path segment : inside) {
        String name = segment.toString();
        assertThat(name).isNotEmpty().doesNotMatch("(?s).*[\\x00-\\x1f\\\\:*?\"<>|].*");
        assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThan(230);
      }
      assertThat(files.add(folded(inside))).as("%s is alone", inside).isTrue();
      for (Path above = inside.getParent(); above != null; above = above.getParent()) {
        folders.add(folded(above));
      }
      assertThat(files).noneMatch(folders::contains);
    }
  }

  private static String folded(Path path) {
    return Normalizer.normalize(path.toString(), Normalizer.Form.NFC)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT);
  }
}
