package io.scp2p.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The yardstick copies all of the file, each time anew, and leaves nothing. */
@Timeout(120)
class LibtorrentTest {
  private static final long BYTES = 3 << 20;

  @TempDir Path disk;

  @BeforeEach
  void isThere() throws Exception {
    assumeTrue(Libtorrent.isInstalled(), "python3-libtorrent is not installed");
  }

  @Test
  void eachCopyIsWholeAndTakesTime() throws Exception {
    WorkDirectory work = WorkDirectory.in(disk);
    SampleTree.write(work.resolve("tree"), 1, BYTES);
    Path file = SampleTree.only(work.resolve("tree"));
    try (Libtorrent libtorrent = new Libtorrent(file, work)) {
      for (int i = 0; i < 2; i++) {
        Libtorrent.Copied copied = libtorrent.copy();
        assertThat(copied.bytes()).isEqualTo(BYTES);
        assertThat(copied.seconds()).isPositive();
        assertThat(copied.cpuSeconds()).isPositive();
        assertThat(Files.mismatch(file, work.resolve("copies").resolve("file0.bin"))).isEqualTo(-1);
      }
    }
    assertThat(work.resolve("copies")).doesNotExist();
    work.close();
  }
}
