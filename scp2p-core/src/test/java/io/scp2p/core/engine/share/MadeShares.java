package io.scp2p.core.engine.share;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Versions of shares whose files do not exist, written by the real writer. */
public final class MadeShares {
  public static final int PER_FOLDER = 1_000;

  private MadeShares() {}

  /** The path of a file; files are numbered in the order of their paths. */
  public static String path(int number) {
    return "holiday-%05d/picture-%07d.jpg".formatted(number / PER_FOLDER, number);
  }

  /**
   * Publishes one version.
   *
   * @param count files from 0 on
   * @param revision of each file; negative if it is not there
   */
  public static PublishedShare publish(
      ShareStore store,
      SigningKey key,
      int count,
      IntUnaryOperator revision,
      @Nullable PublishedShare previous,
      VersionExtension extension)
      throws StoreException {
    long seq = previous == null ? 1 : previous.seq() + 1;
    VersionWriter writer = new VersionWriter(store, key.shareKey().id(), seq, List.of());
    List<HashedFile> batch = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int rev = revision.applyAsInt(i);
      if (rev >= 0) {
        batch.add(file(i, rev));
      }
      if (batch.size() == 1_000) {
        writer.add(batch);
        batch.clear();
      }
    }
    writer.add(batch);
    SharePlan plan = SharePlan.text("made", "made").title("Made").build();
    return writer.commit(plan, key, previous, 1_700_000_000L + seq, extension, nothing -> {});
  }

  private static HashedFile file(int number, int revision) {
    byte[] seed = ByteBuffer.allocate(8).putInt(number).putInt(revision).array();
    String path = path(number);
    long size = 100_000L + (number * 7_919L) % 4_000_000L;
    return new HashedFile(
        path.substring(path.lastIndexOf('/') + 1),
        path,
        ContentId.of(Blake3.hash(seed)),
        new StoredContent(size, Bytes.wrap(Blake3.hash(Blake3.hash(seed)))),
        null,
        null,
        List.of());
  }
}
