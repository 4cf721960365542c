package io.scp2p.core.engine.share;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.spi.ChangeStamp;
import io.scp2p.api.spi.StoreException;
import java.time.Instant;

/**
 * What a file was when it was hashed.
 *
 * @param settled whether it was last written well before it was hashed: otherwise it may have been
 *     written again within the same tick of the file system's clock, and the stamp proves nothing
 */
record FileRecord(String path, ChangeStamp stamp, ContentId content, boolean settled) {
  private static final int VERSION = 1;

  byte[] encode() {
    Instant modifiedAt = stamp.modifiedAt();
    return new RowOut()
        .u8(VERSION)
        .text(path)
        .u64(stamp.sizeBytes())
        .u64(modifiedAt.getEpochSecond())
        .u32(modifiedAt.getNano())
        .textOrNull(stamp.fileKey())
        .id(content)
        .u8(settled ? 1 : 0)
        .toArray();
  }

  static FileRecord decode(byte[] row) throws StoreException {
    return RowIn.read(
        "file",
        row,
        in -> {
          in.version(VERSION);
          return new FileRecord(
              in.text(),
              new ChangeStamp(in.u64(), Instant.ofEpochSecond(in.u64(), in.u32()), in.textOrNull()),
              ContentId.of(in.raw(ContentId.LENGTH)),
              in.u8() == 1);
        });
  }

  /** Names of files are private. */
  @Override
  public String toString() {
    return "FileRecord[" + content + "]";
  }
}
