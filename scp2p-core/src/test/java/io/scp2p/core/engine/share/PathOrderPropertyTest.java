package io.scp2p.core.engine.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PathOrderPropertyTest {
  @Property
  void namesAreOrderedAsTheirBytes(@ForAll("names") String a, @ForAll("names") String b) {
    int expected =
        Arrays.compareUnsigned(
            a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    assertThat(Integer.signum(PathOrder.BY_CODE_POINT.compare(a, b)))
        .isEqualTo(Integer.signum(expected));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .withChars('a', 'b', '\ue000', '\uffee')
        .ofMaxLength(4)
        .flatMap(
            text -> Arbitraries.of(text, text + "\ud83d\ude00", "\ud83d\ude00" + text, "a" + text));
  }

  /** Whatever tree there is: every file is found once, and siblings are in order. */
  @Property(tries = 30)
  void aScanFindsEveryFileOnce(@ForAll("trees") Set<String> tree) throws Exception {
    Path folder = Files.createTempDirectory("scan");
    for (String path : tree) {
      Files.createDirectories(folder.resolve(path).getParent());
      Files.write(folder.resolve(path), new byte[0]);
    }
    FolderScan scan = new FolderScan(folder, new ScanRules(null, 1_000));
    List<String> found = new ArrayList<>();
    for (ScannedFile file = scan.next(); file != null; file = scan.next()) {
      found.add(file.path());
      Files.delete(file.file());
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(tree);
    // A slash sorts before everything a name can hold once it is replaced by the lowest character.
    assertThat(found.stream().map(path -> path.replace('/', '\u0001'))).isSorted();
  }

  @Provide
  Arbitrary<Set<String>> trees() {
    Arbitrary<String> folders = Arbitraries.of("", "a/", "a-/", "a/b/", "b/", "b/a/c/");
    Arbitrary<String> names = Arbitraries.of("f", "f.txt", "g", "0", "_", "Z");
    return folders
        .flatMap(folder -> names.map(name -> folder + name))
        .set()
        .ofMaxSize(20)
        .map(TreeSet::new);
  }
}
