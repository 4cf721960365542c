package io.scp2p.api;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.id.ShareKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A link to a share (specification section 16): its public key and where to look for somebody who
 * knows it. The id is the hash of the key, so a link cannot name one share and carry the key of
 * another.
 *
 * @param shareKey the key that signs the share
 * @param hints bootstrap strings as they stand in the link; not all of them need to be readable
 */
public record ShareLink(ShareKey shareKey, List<String> hints) {
  /** Longer text is refused unread: the longest link with all its hints has 6,289 characters. */
  public static final int MAX_LENGTH = 8_192;

  /** What goes beyond is dropped when reading: nobody needs more doors to knock at. */
  public static final int MAX_HINTS = 16;

  /** Refuses hints that would not survive being written and read again. */
  public ShareLink {
    Objects.requireNonNull(shareKey, "shareKey");
    hints = Hints.checked(hints);
  }

  /**
   * A link to write.
   *
   * @param shareKey the key that signs the share
   * @param bootstrap where to look for it, at most {@link #MAX_HINTS}
   * @return the link
   */
  public static ShareLink of(ShareKey shareKey, List<BootstrapAddress> bootstrap) {
    return new ShareLink(shareKey, Hints.of(bootstrap));
  }

  /**
   * Reads a link. Tolerates the standard base64 alphabet, other query parameters, doubly encoded
   * hints and unreadable hints.
   *
   * @param text the link, perhaps with space around it
   * @return the link
   * @throws Scp2pException with {@link ErrorCode#INVALID_LINK}
   */
  public static ShareLink parse(String text) {
    LinkFormat.Parts parts = LinkFormat.parse(text);
    return new ShareLink(parts.key(), parts.hints());
  }

  /**
   * Reads a link that may be anything, for instance the clipboard.
   *
   * @param text anything
   * @return the link, or nothing if the text is not one
   */
  public static Optional<ShareLink> tryParse(String text) {
    try {
      return Optional.of(parse(text));
    } catch (Scp2pException e) {
      return Optional.empty();
    }
  }

  /** {@return the id of the share: the hash of its key} */
  public ShareId shareId() {
    return shareKey.id();
  }

  /** {@return those hints that can be read, in their order} */
  public List<BootstrapAddress> bootstrap() {
    return Hints.readable(hints);
  }

  /** {@return the link, exactly as the reference writes it} */
  public String format() {
    return LinkFormat.format(shareId(), shareKey, hints);
  }

  /** The id alone: whoever reads a log should not be able to follow the share. */
  @Override
  public String toString() {
    return "ShareLink[" + shareId() + ", hints=" + hints.size() + "]";
  }
}
