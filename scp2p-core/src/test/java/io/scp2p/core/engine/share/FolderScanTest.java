package io.scp2p.core.engine.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.share.SkippedFile;
import io.scp2p.api.share.SkippedFile.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderScanTest {
  @TempDir Path dir;
  private Path folder;

  @BeforeEach
  void make() throws Exception {
    folder = Files.createDirectories(dir.resolve("outer/folder"));
  }

  private void file(String path) throws Exception {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[path.length()]);
  }

  private FolderScan scan() {
    return new FolderScan(folder, new ScanRules(dir.resolve("home"), 1_000));
  }

  private static List<String> paths(FileScan scan) {
    List<String> paths = new ArrayList<>();
    for (ScannedFile file = scan.next(); file != null; file = scan.next()) {
      paths.add(file.path());
    }
    return paths;
  }

  private static Map<String, Reason> skipped(FileScan scan) {
    return scan.skipped().stream()
        .collect(Collectors.toMap(SkippedFile::path, SkippedFile::reason));
  }

  private static Scp2pException refused(Runnable call) {
    try {
      call.run();
    } catch (Scp2pException e) {
      return e;
    }
    throw new AssertionError("nothing was refused");
  }

  @Test
  void filesComeRecursivelyInTheOrderOfTheirPaths() throws Exception {
    for (String path : List.of("b/z", "b.txt", "a/b/c", "a/b-", "Z", "\uff5e", "\ud83d\ude00")) {
      file(path);
    }
    assertThat(paths(scan()))
        .containsExactly("Z", "a/b/c", "a/b-", "b/z", "b.txt", "\uff5e", "\ud83d\ude00");
  }

  @Test
  void nameAndSizeStandWithThePath() throws Exception {
    file("a/b/c.txt");
    ScannedFile found = scan().next();
    assertThat(found)
        .isEqualTo(new ScannedFile(folder.resolve("a/b/c.txt"), "c.txt", "a/b/c.txt", 9));
    assertThat(found.toString()).doesNotContain("c.txt");
  }

  @Test
  void linksAreFollowedWithinTheFolderAndNowhereElse() throws Exception {
    file("real/file");
    Path secret = Files.write(dir.resolve("secret"), new byte[1]);
    Files.createSymbolicLink(folder.resolve("out"), secret);
    Files.createSymbolicLink(folder.resolve("outFolder"), dir);
    Files.createSymbolicLink(folder.resolve("relative"), Path.of("../../secret"));
    Files.createSymbolicLink(folder.resolve("parent"), folder.getParent());
    Files.createSymbolicLink(folder.resolve("self"), folder);
    Files.createSymbolicLink(folder.resolve("real/up"), Path.of(".."));
    Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
    Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nothing"));
    Files.createSymbolicLink(folder.resolve("linkToFile"), Path.of("real/file"));
    Files.createSymbolicLink(folder.resolve("linkToFolder"), Path.of("real"));

    FolderScan scan = scan();
    assertThat(paths(scan)).containsExactly("linkToFile", "linkToFolder/file", "real/file");
    assertThat(skipped(scan))
        .containsEntry("out", Reason.LINK_OUT)
        .containsEntry("outFolder", Reason.LINK_OUT)
        .containsEntry("relative", Reason.LINK_OUT)
        .containsEntry("parent", Reason.LINK_OUT)
        .containsEntry("self", Reason.LINK_LOOP)
        .containsEntry("real/up", Reason.LINK_LOOP)
        .containsEntry("linkToFolder/up", Reason.LINK_LOOP)
        .containsEntry("circle", Reason.LINK_BROKEN)
        .containsEntry("dangling", Reason.LINK_BROKEN)
        .hasSize(9);
  }

  @Test
  void aLinkToNothingIsCalledThat() throws Exception {
    Path lost = Files.createSymbolicLink(folder.resolve("lost"), Path.of("nowhere"));
    Path none = folder.resolve("none");
    ScanRules rules = new ScanRules(null, 10);
    for (Runnable look :
        List.<Runnable>of(
            () -> new FolderScan(lost, rules),
            () -> new ListedFiles(List.of(lost), rules).next())) {
      assertThat(refused(look))
          .hasMessageContaining("a link whose target does not exist")
          .extracting(Scp2pException::code)
          .isEqualTo(ErrorCode.FILE_MISSING);
    }
    for (Runnable look :
        List.<Runnable>of(
            () -> new FolderScan(none, rules),
            () -> new ListedFiles(List.of(none), rules).next())) {
      assertThat(refused(look)).hasMessageContaining("It does not exist");
    }
  }

  @Test
  void foldersThatLinkToEachOtherEnd() throws Exception {
    file("a/file");
    file("b/file");
    Files.createSymbolicLink(folder.resolve("a/b"), folder.resolve("b"));
    Files.createSymbolicLink(folder.resolve("b/a"), folder.resolve("a"));

    assertThat(paths(scan())).containsExactly("a/b/file", "a/file", "b/a/file", "b/file");
  }

  @Test
  void linksThatMultiplyWithoutEndMeetTheLimit() throws Exception {
    for (int level = 0; level < 30; level++) {
      Files.createDirectories(folder.resolve("d" + level));
      for (int link = 0; link < 2 && level > 0; link++) {
        Files.createSymbolicLink(
            folder.resolve("d" + level + "/l" + link), folder.resolve("d" + (level - 1)));
      }
    }
    assertThat(refused(() -> paths(scan())).code()).isEqualTo(ErrorCode.TOO_MANY_ITEMS);
  }

  @Test
  void pipesAndUnfinishedDownloadsAreLeftOut() throws Exception {
    file("file");
    file(FolderScan.PARTIAL_PREFIX + "x");
    file("video" + FolderScan.PARTIAL_SUFFIX);
    new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor();

    FolderScan scan = scan();
    assertThat(paths(scan)).containsExactly("file");
    assertThat(skipped(scan))
        .containsEntry("pipe", Reason.SPECIAL_FILE)
        .containsEntry("video" + FolderScan.PARTIAL_SUFFIX, Reason.PARTIAL_DOWNLOAD)
        .hasSize(3);
  }

  @Test
  void theHomeOfTheNodeIsNeverPublished() throws Exception {
    file("file");
    file("home/key");
    ScanRules rules = new ScanRules(folder.resolve("home"), 10);
    FolderScan scan = new FolderScan(folder, rules);

    assertThat(paths(scan)).containsExactly("file");
    assertThat(skipped(scan)).containsEntry("home", Reason.NODE_HOME);
    assertThat(refused(() -> new FolderScan(folder.resolve("home"), rules)).code())
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    ListedFiles listed = new ListedFiles(List.of(folder.resolve("home/key")), rules);
    assertThat(refused(listed::next).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void aNameThatIsNotTextIsRefused() throws Exception {
    String script = "touch \"$(printf 'bad\\377name')\"";
    new ProcessBuilder("sh", "-c", script).directory(folder.toFile()).start().waitFor();

    assertThat(refused(this::scan).code()).isEqualTo(ErrorCode.INVALID_PATH);
  }

  @Test
  void tooManyAndTooLongAreClearErrors() throws Exception {
    for (int i = 0; i < 4; i++) {
      file("f" + i);
    }
    Scp2pException many = refused(() -> paths(new FolderScan(folder, new ScanRules(null, 3))));
    assertThat(many.code()).isEqualTo(ErrorCode.TOO_MANY_ITEMS);
    assertThat(many.details()).containsEntry("limit", "3");
    file(("x".repeat(200) + "/").repeat(5) + "name-that-goes-beyond-the-limit");
    assertThat(refused(() -> paths(scan())).code()).isEqualTo(ErrorCode.INVALID_PATH);
  }

  @Test
  void whatIsLeftOutIsReportedWithinABound() throws Exception {
    for (int i = 0; i < FolderScan.MAX_SKIPPED + 5; i++) {
      Files.createSymbolicLink(folder.resolve("l" + i), dir);
    }
    FolderScan scan = scan();
    assertThat(paths(scan)).isEmpty();
    assertThat(scan.skipped()).hasSize(FolderScan.MAX_SKIPPED);
    assertThat(scan.skippedCount()).isEqualTo(FolderScan.MAX_SKIPPED + 5);
  }

  @Test
  void listedFilesStandAloneOnceEachInTheOrderOfTheirNames() throws Exception {
    file("b");
    file("sub/a");
    ListedFiles listed =
        new ListedFiles(
            List.of(folder.resolve("b"), folder.resolve("sub/a"), folder.resolve("./b")),
            new ScanRules(null, 10));
    assertThat(listed.next().name()).isEqualTo("a");
    ScannedFile second = listed.next();
    assertThat(second.name()).isEqualTo("b");
    assertThat(second.path()).isNull();
    assertThat(listed.next()).isNull();
  }

  @Test
  void listedFoldersComeWithWhatIsInThemUnderTheirNames() throws Exception {
    file("b.txt");
    file("sub/deep/a");
    file("sub/.scp2p-rest");
    file("other/z");
    ScanRules rules = new ScanRules(null, 3);
    List<Path> named =
        List.of(folder.resolve("b.txt"), folder.resolve("sub"), folder.resolve("other"));
    ListedFiles listed = new ListedFiles(named, rules);
    ScannedFile alone = listed.next();
    assertThat(alone.path()).isNull();
    assertThat(alone.name()).isEqualTo("b.txt");
    assertThat(listed.next().path()).isEqualTo("other/z");
    assertThat(listed.next().path()).isEqualTo("sub/deep/a");
    assertThat(listed.next()).isNull();
    assertThat(listed.skippedCount()).isEqualTo(1);
    assertThat(listed.skipped()).hasSize(1);

    ListedFiles many = new ListedFiles(List.of(folder, folder.resolve("b.txt")), rules);
    assertThat(refused(() -> paths(many)).code()).isEqualTo(ErrorCode.TOO_MANY_ITEMS);
    file("again/other");
    List<Path> twins = List.of(folder.resolve("other"), folder.resolve("again/other"));
    assertThat(refused(() -> new ListedFiles(twins, rules)).code())
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    Path home = folder.resolve("sub");
    ListedFiles own = new ListedFiles(List.of(home), new ScanRules(home, 10));
    assertThat(refused(own::next).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }
}
