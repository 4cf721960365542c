package io.scp2p.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.ShareItem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathsTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "dir/sub/a.txt, dir|sub|a.txt",
    "../../etc/passwd, etc|passwd",
    "/etc/passwd, etc|passwd",
    "..\\..\\x, x",
    "C:\\Windows\\a.dll, C_|Windows|a.dll",
    "a/./b//c, a|b|c",
    "dir./a .txt, dir|a .txt",
    "nul.txt, _nul.txt",
    "Con, _Con",
    "com0/x, _com0|x",
    "lpt1 .x, _lpt1 .x",
    "console.log, console.log",
    "a:b, a_b",
    "...,unnamed",
    "..,unnamed",
    ".hidden, .hidden"
  })
  void receivedPathsBecomePlainNames(String untrusted, String segments) {
    assertThat(TargetPath.ofPath(untrusted).segments()).containsExactly(segments.split("\\|", -1));
  }

  @Test
  void nothingAtAllIsStillAFile() {
    assertThat(TargetPath.ofPath("").segments()).containsExactly(TargetPath.UNNAMED);
    assertThat(TargetPath.ofName("").name()).isEqualTo(TargetPath.UNNAMED);
    assertThat(TargetPath.ofName(" . ").name()).isEqualTo(TargetPath.UNNAMED);
  }

  @Test
  void charactersThatDeceiveAreReplacedAndThoseThatSpellAreKept() {
    assertThat(TargetPath.ofName("gpj\u202e.exe").name()).isEqualTo("gpj_.exe");
    assertThat(TargetPath.ofName("a\u0000b\nc\u2028d").name()).isEqualTo("a_b_c_d");
    assertThat(TargetPath.ofName("\u65e5\u672c \ud83d\udc69\u200d\ud83d\ude80").name())
        .isEqualTo("\u65e5\u672c \ud83d\udc69\u200d\ud83d\ude80");
    assertThat(TargetPath.ofName("half\ud800").name()).isEqualTo("half_");
  }

  @Test
  void longNamesKeepTheirExtension() {
    String name = TargetPath.ofName("\u00e9".repeat(500) + ".tar.gz").name();
    assertThat(name).endsWith(".gz").startsWith("\u00e9");
    assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(198, PortableName.MAX_BYTES);
    assertThat(TargetPath.ofName("con" + " ".repeat(300) + "a.txt").name()).isEqualTo("_con.txt");
    assertThat(TargetPath.ofName("x." + "y".repeat(500)).name()).hasSize(PortableName.MAX_BYTES);
  }

  @Test
  void tooManyDirectoriesAreDroppedFromTheFront() {
    TargetPath path = TargetPath.ofPath("a/".repeat(10_000) + "file.txt");
    assertThat(path.segments()).hasSize(TargetPath.MAX_SEGMENTS);
    assertThat(path.name()).isEqualTo("file.txt");
  }

  @Test
  void anItemIsPlacedByItsPathAndElseByItsName() {
    assertThat(TargetPath.of(item("n.txt", "d/p.txt")).segments()).containsExactly("d", "p.txt");
    assertThat(TargetPath.of(item("../n.txt", null)).segments()).containsExactly(".._n.txt");
  }

  private static ShareItem item(String name, String path) {
    return new ShareItem(
        ContentId.of(new byte[32]), 0, name, path, null, List.of(), 0, Bytes.wrap(new byte[32]));
  }

  @Test
  void halfACharacterCannotBePublished() {
    BadItemPathException refusal =
        catchThrowableOfType(
            BadItemPathException.class, () -> ItemPath.normalise("dir/\ud800.txt"));
    assertThat(refusal.fault()).isEqualTo(BadItemPathException.Fault.NOT_TEXT);
    assertThat(refusal).hasMessageNotContaining("dir");
  }

  @Test
  void namesOfFilesStayOutOfLogs() throws BadItemPathException {
    assertThat(ItemPath.normalise("dir/secret.txt")).asString().doesNotContain("secret");
    assertThat(TargetPath.ofPath("dir/secret.txt")).asString().doesNotContain("secret");
  }
}
