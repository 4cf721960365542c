package io.scp2p.core.vault;

import io.scp2p.api.id.FileId;
import io.scp2p.core.crypto.AesGcmOpener;
import io.scp2p.core.crypto.AesGcmSealer;
import io.scp2p.core.crypto.AuthenticationException;
import io.scp2p.core.crypto.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Seals and opens segments (section V5.1). Nonce and associated data bind the file, the number of
 * the segment and whether it is the last one, so a file that was cut short, a segment moved to
 * another place or taken from another file, and a changed bit all fail to open.
 *
 * <p>A segment is sealed again after a crash, under the same nonce. That is harmless only because
 * it is the same plaintext: whoever seals again compares the result with what he noted the first
 * time ({@link CodedRun#values}), before he sends anything.
 */
final class Segments {
  private static final byte[] DOMAIN = "scp2p vault segment v1".getBytes(StandardCharsets.US_ASCII);

  private Segments() {}

  /** Flag, three zeros, number: the last segment's nonce is above all others. */
  private static byte[] nonce(int segment, boolean last) {
    return ByteBuffer.allocate(AesGcmSealer.NONCE_BYTES)
        .putInt(last ? 0x0100_0000 : 0)
        .putLong(segment)
        .array();
  }

  private static byte[] associatedData(FileId file, int segment, boolean last) {
    return ByteBuffer.allocate(DOMAIN.length + FileId.LENGTH + 9)
        .put(DOMAIN)
        .put(file.bytes())
        .putLong(segment)
        .put((byte) (last ? 1 : 0))
        .array();
  }

  /** Seals segments in ascending order; not for several threads. */
  static final class Sealing implements AutoCloseable {
    private final FileId file;
    private final AesGcmSealer sealer;

    Sealing(FileKey key) {
      this.file = key.file();
      try (SecretBytes secret = key.segmentKey()) {
        this.sealer = new AesGcmSealer(secret);
      }
    }

    void seal(int segment, boolean last, byte[] plain, int from, int length, byte[] to) {
      sealer.seal(
          nonce(segment, last), associatedData(file, segment, last), plain, from, length, to, 0);
    }

    @Override
    public void close() {
      sealer.close();
    }
  }

  /** Opens segments in any order; not for several threads. */
  static final class Opening implements AutoCloseable {
    private final FileId file;
    private final AesGcmOpener opener;

    Opening(FileKey key) {
      this.file = key.file();
      try (SecretBytes secret = key.segmentKey()) {
        this.opener = new AesGcmOpener(secret);
      }
    }

    void open(int segment, boolean last, byte[] sealed, int length, byte[] to, int at)
        throws AuthenticationException {
      opener.open(
          nonce(segment, last), associatedData(file, segment, last), sealed, 0, length, to, at);
    }

    @Override
    public void close() {
      opener.close();
    }
  }
}
