package io.scp2p.core.engine.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.SourceBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.vault.catalog.Catalog;
import io.scp2p.core.vault.catalog.CatalogSeal;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.VaultLimits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * The catalog as a file: eight bytes that say so, then each page with its length before it, sealed
 * for the owner as holders have it.
 */
final class CatalogFile {
  private static final byte[] MAGIC = "SCP2PVC1".getBytes(StandardCharsets.US_ASCII);
  private static final Bytes NO_DEVICE = Bytes.wrap(new byte[VaultLimits.SLOT_BYTES]);

  private CatalogFile() {}

  static void write(
      BlobStore blobs, Path target, Catalog catalog, SigningKey owner, Entropy entropy)
      throws StoreException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(MAGIC);
    for (int page = 0; page < VaultLimits.CATALOG_PAGES; page++) {
      Bytes sealed = CatalogSeal.seal(owner, page, NO_DEVICE, 0, catalog.page(page), entropy);
      all.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(sealed.size()).array());
      all.writeBytes(sealed.toArray());
    }
    PartialBlob file = blobs.create(target, all.size());
    try {
      file.write(0, ByteBuffer.wrap(all.toByteArray()));
      file.commit(false);
    } finally {
      file.discard();
    }
  }

  static Catalog read(BlobStore blobs, Path source, SigningKey owner) throws StoreException {
    try (SourceBlob file = blobs.open(source)) {
      long size = file.stamp().sizeBytes();
      long most = MAGIC.length + VaultLimits.CATALOG_PAGES * (4L + VaultLimits.MAX_PAGE_BYTES);
      if (size > most || size < MAGIC.length) {
        throw damaged();
      }
      ByteBuffer in = ByteBuffer.allocate((int) size);
      file.read(0, in);
      in.flip();
      byte[] magic = new byte[MAGIC.length];
      in.get(magic);
      if (!java.util.Arrays.equals(magic, MAGIC)) {
        throw damaged();
      }
      Catalog all = Catalog.EMPTY;
      for (int page = 0; page < VaultLimits.CATALOG_PAGES; page++) {
        int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
        if (length < 0 || length > in.remaining()) {
          throw damaged();
        }
        byte[] sealed = new byte[length];
        in.get(sealed);
        all =
            all.merge(
                CatalogSeal.open(owner, page, NO_DEVICE, 0, Bytes.wrap(sealed))
                    .orElseThrow(CatalogFile::damaged));
      }
      return all;
    }
  }

  private static Scp2pException damaged() {
    return new Scp2pException(
        ErrorCode.CIPHERTEXT_INVALID,
        "Not a catalog of this owner, or damaged; export it again.",
        Map.of());
  }
}
