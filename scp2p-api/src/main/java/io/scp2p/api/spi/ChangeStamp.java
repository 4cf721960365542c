package io.scp2p.api.spi;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What tells cheaply that a file may have changed. Equal stamps make it likely that nothing has;
 * only a hash proves it.
 *
 * @param sizeBytes how many bytes it has
 * @param modifiedAt when it was written, as the file system says
 * @param fileKey what identifies the file itself on this file system, or null if it has no such
 *     thing
 */
public record ChangeStamp(long sizeBytes, Instant modifiedAt, @Nullable String fileKey) {
  /** Refuses a negative size. */
  public ChangeStamp {
    Objects.requireNonNull(modifiedAt, "modifiedAt");
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("negative size: " + sizeBytes);
    }
  }
}
