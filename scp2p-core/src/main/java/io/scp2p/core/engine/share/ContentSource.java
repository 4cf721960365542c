package io.scp2p.core.engine.share;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a content is, and on whose behalf.
 *
 * @param owner the share, or {@link #OWN_COPY} for a file this node keeps by itself
 * @param path an absolute path; null for a text in {@link Tables#TEXTS}
 */
record ContentSource(
    ContentId content, ShareId owner, long seq, long ordinal, @Nullable String path) {
  /** No share: the hash of no key is zero. */
  static final ShareId OWN_COPY = ShareId.of(new byte[ShareId.LENGTH]);

  byte[] key() {
    return Tables.source(content, owner, seq, ordinal);
  }

  byte[] value() {
    return new RowOut().textOrNull(path).toArray();
  }

  static ContentSource decode(byte[] key, byte[] value) throws StoreException {
    return RowIn.read(
        "source of a content",
        key,
        in ->
            new ContentSource(
                ContentId.of(in.raw(ContentId.LENGTH)),
                ShareId.of(in.raw(ShareId.LENGTH)),
                in.u64(),
                in.u64(),
                path(value)));
  }

  // One byte, then the length and the text, as textOrNull writes it.
  private static @Nullable String path(byte[] value) {
    if (value.length == 0) {
      throw new IllegalArgumentException("empty");
    }
    return value[0] == 0
        ? null
        : new String(
            Arrays.copyOfRange(value, 1 + Integer.BYTES, value.length), StandardCharsets.UTF_8);
  }

  boolean isOf(ShareId share, long version) {
    return owner.equals(share) && seq == version;
  }

  /** Names of files are private. */
  @Override
  public String toString() {
    return "ContentSource[" + content + "]";
  }
}
