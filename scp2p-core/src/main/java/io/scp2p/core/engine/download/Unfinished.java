package io.scp2p.core.engine.download;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.core.crypto.blake3.Blake3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where a file is while it arrives. The names follow from its download and its number in it, so
 * that whatever a crash leaves is found again, also where nothing was noted yet.
 */
final class Unfinished {
  private static final int NAME_BYTES = 10;

  private Unfinished() {}

  /** Beside its target, and hidden. */
  static Path partial(TransferId download, long number, Path target) {
    byte[] hash = Blake3.hash((download + "/" + number).getBytes(UTF_8));
    String unique = HexFormat.of().formatHex(Arrays.copyOf(hash, NAME_BYTES));
    return target.resolveSibling(".scp2p-" + unique + ".partial");
  }

  /** What is noted about it. */
  static Path ledger(TransferId download, long number, Path notes) {
    return notes.resolve(download + "-" + number);
  }

  /** Deletes what is there of a file, open or not, noted or not. */
  static void drop(TransferId download, DownloadStore.NumberedFile file, Path notes)
      throws StoreException {
    FileRow row = file.row();
    delete(row.partial());
    delete(row.ledger());
    delete(partial(download, file.number(), row.target()));
    delete(ledger(download, file.number(), notes));
  }

  private static void delete(@Nullable Path path) throws StoreException {
    if (path == null) {
      return;
    }
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new StoreException(
          Reason.FAILED, "What is left of an unfinished file cannot be deleted: " + path, e);
    }
  }
}
