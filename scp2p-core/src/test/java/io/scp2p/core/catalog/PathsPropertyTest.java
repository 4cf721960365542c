package io.scp2p.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PathsPropertyTest {
  private static final Path TARGET = Path.of("/target/directory");

  private static final Set<String> DEVICES =
      Set.of("con", "prn", "aux", "nul", "com1", "com9", "lpt1", "lpt9", "com\u00b9");

  /** Text with a taste for trouble. */
  @Provide
  Arbitrary<String> hostile() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "/",
            "\\",
            "..",
            ".",
            "...",
            " ",
            "C:",
            ":",
            "con",
            "NUL",
            "com1.txt",
            "LPT9",
            "\u0000",
            "\u202e",
            "~",
            "a",
            "\u00e9",
            "\u65e5",
            "\ud83c\udf81",
            "\ud800",
            "*",
            "file.txt",
            "\n",
            "COM\u00b9",
            "x".repeat(300),
            "\u2028",
            "%2e%2e",
            "\uff0f",
            "\t");
    Arbitrary<String> anything = Arbitraries.strings().ofMaxLength(8);
    return Arbitraries.oneOf(pieces, anything)
        .list()
        .ofMaxSize(24)
        .map(list -> String.join("", list));
  }

  @Property(tries = 2_000)
  void aReceivedPathNeverLeavesTheTarget(@ForAll("hostile") String untrusted) {
    for (TargetPath path :
        new TargetPath[] {TargetPath.ofPath(untrusted), TargetPath.ofName(untrusted)}) {
      Path resolved = TARGET;
      for (String segment : path.segments()) {
        resolved = resolved.resolve(segment);
      }
      assertThat(resolved.normalize()).isEqualTo(resolved);
      assertThat(resolved.startsWith(TARGET)).isTrue();
      assertThat(resolved.getNameCount()).isEqualTo(TARGET.getNameCount() + path.segments().size());
      assertThat(path.segments())
          .hasSizeBetween(1, TargetPath.MAX_SEGMENTS)
          .allMatch(this::isPortable);
      assertThat(path.name()).isEqualTo(path.segments().get(path.segments().size() - 1));
    }
  }

  private boolean isPortable(String segment) {
    String stem = segment.toLowerCase(Locale.ROOT).split("\\.", -1)[0].stripTrailing();
    return !segment.isEmpty()
        && segment.getBytes(StandardCharsets.UTF_8).length <= PortableName.MAX_BYTES
        && segment.chars().noneMatch(c -> "<>:\"/\\|?*".indexOf(c) >= 0 || c < 0x20 || c == 0x7f)
        && StandardCharsets.UTF_8.newEncoder().canEncode(segment)
        && !segment.endsWith(".")
        && !segment.endsWith(" ")
        && !DEVICES.contains(stem);
  }

  @Property(tries = 2_000)
  void sanitisingTwiceChangesNothing(@ForAll("hostile") String untrusted) {
    TargetPath once = TargetPath.ofPath(untrusted);
    assertThat(TargetPath.ofPath(String.join("/", once.segments())).segments())
        .isEqualTo(once.segments());
  }

  @Property(tries = 2_000)
  void whatIsPublishedIsNormalisedOnceAndForAll(@ForAll("hostile") String found) {
    ItemPath path;
    try {
      path = ItemPath.normalise(found);
    } catch (BadItemPathException e) {
      assertThat(e.fault()).isNotNull();
      return;
    }
    assertThat(path.text().getBytes(StandardCharsets.UTF_8).length)
        .isBetween(1, ItemPath.MAX_BYTES);
    assertThat(path.text().split("/", -1)).doesNotContain("", ".", "..");
    assertThat(again(path)).isEqualTo(path);
  }

  private static ItemPath again(ItemPath path) {
    try {
      return ItemPath.normalise(path.text());
    } catch (BadItemPathException e) {
      throw new AssertionError("normalised, and yet refused", e);
    }
  }
}
