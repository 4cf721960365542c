package io.scp2p.api;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.CommunityKey;
import java.util.List;
import java.util.Objects;

/**
 * An invitation to a community. It is written exactly as a {@link ShareLink} (specification section
 * 16): nothing in the text says which of the two it is, so the caller has to know.
 *
 * @param communityKey the key of the community
 * @param hints bootstrap strings as they stand in the link; not all of them need to be readable
 */
public record CommunityLink(CommunityKey communityKey, List<String> hints) {
  /** Refuses hints that would not survive being written and read again. */
  public CommunityLink {
    Objects.requireNonNull(communityKey, "communityKey");
    hints = Hints.checked(hints);
  }

  /**
   * An invitation to write.
   *
   * @param communityKey the key of the community
   * @param bootstrap where to look for members, at most {@link ShareLink#MAX_HINTS}
   * @return the invitation
   */
  public static CommunityLink of(CommunityKey communityKey, List<BootstrapAddress> bootstrap) {
    return new CommunityLink(communityKey, Hints.of(bootstrap));
  }

  /**
   * Reads an invitation, as tolerantly as {@link ShareLink#parse}.
   *
   * @param text the link, perhaps with space around it
   * @return the invitation
   * @throws Scp2pException with {@link ErrorCode#INVALID_LINK}
   */
  public static CommunityLink parse(String text) {
    LinkFormat.Parts parts = LinkFormat.parse(text);
    return new CommunityLink(CommunityKey.of(parts.key().bytes()), parts.hints());
  }

  /** {@return the id of the community: the hash of its key} */
  public CommunityId communityId() {
    return communityKey.id();
  }

  /** {@return those hints that can be read, in their order} */
  public List<BootstrapAddress> bootstrap() {
    return Hints.readable(hints);
  }

  /** {@return the link, exactly as the reference writes it} */
  public String format() {
    return LinkFormat.format(communityId(), communityKey, hints);
  }

  /** The id alone: whoever reads a log should not be able to join. */
  @Override
  public String toString() {
    return "CommunityLink[" + communityId() + ", hints=" + hints.size() + "]";
  }
}
