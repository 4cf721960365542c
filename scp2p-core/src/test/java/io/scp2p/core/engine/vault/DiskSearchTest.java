package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.core.vault.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search that finds nothing proves something only if it finds what is there. */
class DiskSearchTest {
  @TempDir Path disk;

  @Test
  void itFindsASampleAtTheVeryEndOfAFileInAFolderBelow() throws IOException {
    byte[] all = Keys.bytes(1, 1_000);
    Path file = Files.write(Files.createDirectory(disk.resolve("below")).resolve("a.sst"), all);
    DiskSearch.mustFindNone(List.of(Keys.bytes(2, 32)), disk);
    assertThatThrownBy(
            () -> DiskSearch.mustFindNone(List.of(Arrays.copyOfRange(all, 968, 1_000)), disk))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void anEmptyFolderProvesNothing() {
    assertThatThrownBy(() -> DiskSearch.mustFindNone(List.of(Keys.bytes(2, 32)), disk))
        .isInstanceOf(AssertionError.class);
  }
}
