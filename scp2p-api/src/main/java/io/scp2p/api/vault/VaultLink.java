package io.scp2p.api.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.FileId;
import io.scp2p.api.spi.SecretAccess;
import java.util.Map;
import java.util.Objects;

/**
 * The right to read one vault file, as text. The key stands in the fragment, which no program sends
 * to anybody; whoever has the whole text can read the file until it is revoked.
 */
public final class VaultLink {
  /** How every vault link starts. */
  public static final String PREFIX = "scp2p://v/";

  /** Longer text is refused unread. */
  public static final int MAX_LENGTH = 8_192;

  private final FileId file;
  private final String text;

  private VaultLink(FileId file, String text) {
    this.file = file;
    this.text = text;
  }

  /**
   * Reads a link. Whether its key is right shows when the file is opened.
   *
   * @param text the link, perhaps with space around it
   * @return the link
   * @throws Scp2pException with {@link ErrorCode#INVALID_LINK}
   */
  public static VaultLink parse(String text) {
    String link = text.length() > MAX_LENGTH ? "" : text.strip();
    int end = PREFIX.length() + 2 * FileId.LENGTH;
    if (!link.startsWith(PREFIX) || link.indexOf('#') < end) {
      throw invalid(text);
    }
    try {
      return new VaultLink(FileId.parse(link.substring(PREFIX.length(), end)), link);
    } catch (IllegalArgumentException e) {
      throw invalid(text);
    }
  }

  private static Scp2pException invalid(String text) {
    return new Scp2pException(
        ErrorCode.INVALID_LINK,
        "Not a vault link: it starts with " + PREFIX + " and has a fragment.",
        Map.of("length", Integer.toString(text.length())));
  }

  /** {@return which file it opens} */
  public FileId file() {
    return file;
  }

  /**
   * Shows the text.
   *
   * @param token says that it will be protected
   * @return the whole link, key included
   */
  public String reveal(SecretAccess token) {
    Objects.requireNonNull(token, "token");
    return text;
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "VaultLink[" + file + "]";
  }
}
