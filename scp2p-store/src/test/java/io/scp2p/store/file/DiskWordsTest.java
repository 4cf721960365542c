package io.scp2p.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.StoreException.Reason;
import java.io.IOException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskWordsTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "No space left on device, FULL",
    "There is not enough space on the disk, FULL",
    "Disk quota exceeded, FULL",
    "Read-only file system, DENIED",
    "Operation not permitted, DENIED",
    "IO error: Permission denied, DENIED",
    "Input/output error, FAILED"
  })
  void theWordsOfTheSystemsWeRunOnAreKnown(String said, Reason reason) {
    assertThat(DiskWords.reasonOf(said)).isEqualTo(reason);
    assertThat(DiskWords.reasonOf(new IOException(said))).isEqualTo(reason);
    assertThat(DiskWords.reasonOf(new FileSystemException("a", null, said))).isEqualTo(reason);
  }

  @Test
  void theNameOfAFileSaysNothing() {
    assertThat(DiskWords.reasonOf(new FileSystemException("no space left", null, "broken")))
        .isEqualTo(Reason.FAILED);
    assertThat(DiskWords.reasonOf(new FileSystemException("no space left")))
        .isEqualTo(Reason.FAILED);
    assertThat(DiskWords.reasonOf(new IOException())).isEqualTo(Reason.FAILED);
  }
}
