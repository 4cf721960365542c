package io.scp2p.examples.node.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.examples.node.daemon.json.Json;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyTextTest {
  @TempDir private Path folder;

  private final KeyText key =
      new KeyText(KeyText.NODE, Json.of(Map.of("seed", "01".repeat(32), "id", "02")));

  @Test
  void onlyItsOwnerCanReadItAndNoOtherFileIsReplaced() throws Exception {
    Path file = folder.resolve("key");
    key.write(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(file).hasContent("01".repeat(32) + "\n# key of node 02\n");
    Files.writeString(file, "mine");
    assertThatThrownBy(() -> key.write(file)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("mine");
  }

  /** As on Windows. The file system of archives lacks them, too. */
  @Test
  void itIsWrittenAlsoWhereThereAreNoPosixPermissions() throws Exception {
    try (FileSystem archive =
        FileSystems.newFileSystem(folder.resolve("a.zip"), Map.of("create", "true"))) {
      Path file = archive.getPath("/key");
      assertThat(file.getFileSystem().supportedFileAttributeViews()).doesNotContain("posix");
      key.write(file);
      assertThat(KeyText.kind(file)).isEqualTo(KeyText.NODE);
    }
  }
}
