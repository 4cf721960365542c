package io.scp2p.api.share;

import io.scp2p.api.id.ContentId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One file of a share. Names and tags are the publisher's words: show them, never trust them.
 *
 * @param content what it contains
 * @param name the bare file name
 * @param path where it stands in the folder, separated by {@code /}, or null if it stands alone
 * @param sizeBytes how many bytes it has
 * @param mimeType what kind of file it is said to be, or null
 * @param tags words of the publisher
 */
public record ShareItem(
    ContentId content,
    String name,
    @Nullable String path,
    long sizeBytes,
    @Nullable String mimeType,
    List<String> tags) {
  /** Refuses a negative size and takes a copy of the tags. */
  public ShareItem {
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(name, "name");
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("negative size: " + sizeBytes);
    }
    tags = List.copyOf(tags);
  }
}
