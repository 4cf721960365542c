package io.scp2p.core.engine.community;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.CommunityLink;
import io.scp2p.api.ShareLink;
import io.scp2p.api.community.Community;
import io.scp2p.api.community.MembershipToken;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.CommunityKey;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.identity.PublisherIdentity;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.keys.KeyRing;
import io.scp2p.core.protocol.community.TokenFault;
import io.scp2p.core.protocol.community.TokenSeal;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Creating, joining, leaving; names and tokens (specification sections 11, 11.1 and 11.2). All of
 * it may block; all methods are safe for all threads.
 */
final class Membership {
  /** How many bytes a name may have; a key's label names it, too. */
  static final int MAX_NAME_BYTES = 128;

  /** An encoded token has about 400 bytes. */
  static final int MAX_TOKEN_CHARS = 4_096;

  private final CommunityBook book;
  private final KeyRing keys;
  private final TimeSource time;
  private final Supplier<List<BootstrapAddress>> self;

  Membership(
      CommunityBook book, KeyRing keys, TimeSource time, Supplier<List<BootstrapAddress>> self) {
    this.book = book;
    this.keys = keys;
    this.time = time;
    this.self = self;
  }

  CommunityBook.Entered create(String name) throws StoreException {
    String checked = checked(name);
    try (SigningKey key = keys.newKey()) {
      // The key before the row: a community whose key is lost could never issue a token.
      keys.keep("community:" + checked, PublisherIdentity.Use.COMMUNITY, key);
      return book.join(
          new CommunityRow(key.communityKey(), List.of(), checked, null, nowUnix(), 0, false));
    }
  }

  CommunityBook.Entered join(CommunityLink invitation, @Nullable String encodedToken)
      throws StoreException {
    CommunityKey key = invitation.communityKey();
    io.scp2p.core.wire.record.MembershipToken token =
        encodedToken == null ? null : checkedToken(key, encodedToken);
    return book.join(new CommunityRow(key, invitation.hints(), null, token, nowUnix(), 0, false));
  }

  private io.scp2p.core.wire.record.MembershipToken checkedToken(
      CommunityKey community, String encoded) {
    io.scp2p.core.wire.record.MembershipToken token = decoded(community, encoded);
    if (!token.body().memberKey().equals(keys.self().key())) {
      throw invalid(community.id(), "The token was issued for another node.", null);
    }
    Optional<TokenFault> fault = TokenSeal.verify(token, community, nowUnix());
    if (fault.equals(Optional.of(TokenFault.EXPIRED))) {
      throw new Scp2pException(
          ErrorCode.TOKEN_EXPIRED,
          "The time of the token is over.",
          Map.of("community", community.id().toString()));
    }
    if (fault.isPresent()) {
      throw invalid(community.id(), "The token is not signed by the community.", null);
    }
    return token;
  }

  private static io.scp2p.core.wire.record.MembershipToken decoded(
      CommunityKey community, String encoded) {
    String text = encoded.strip();
    try {
      if (text.length() > MAX_TOKEN_CHARS) {
        throw new IllegalArgumentException("too long");
      }
      return io.scp2p.core.wire.record.MembershipToken.decode(
          Bytes.wrap(Base64.getUrlDecoder().decode(text)));
    } catch (IllegalArgumentException | WireException malformed) {
      throw invalid(community.id(), "The text is not a token; copy all of it.", malformed);
    }
  }

  private static Scp2pException invalid(
      CommunityId community, String text, @Nullable Exception cause) {
    return new Scp2pException(
        ErrorCode.TOKEN_INVALID, text, Map.of("community", community.toString()), cause);
  }

  CommunityRow rename(CommunityId id, String name) throws StoreException {
    String checked = checked(name);
    return book.change(id, row -> row.named(checked)).orElseThrow(() -> CommunityBook.unknown(id));
  }

  private static String checked(String name) {
    boolean encodable = StandardCharsets.UTF_8.newEncoder().canEncode(name);
    if (name.isBlank() || !encodable) {
      throw new Scp2pException(ErrorCode.INVALID_ARGUMENT, "A community needs a name of text.");
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_NAME_BYTES) {
      throw new Scp2pException(
          ErrorCode.TOO_LARGE,
          "The name of a community is bounded.",
          Map.of("found", Integer.toString(bytes), "limit", Integer.toString(MAX_NAME_BYTES)));
    }
    return name;
  }

  MembershipToken issue(CommunityId id, NodeKey member, Duration validity) {
    long now = nowUnix();
    if (validity.toSeconds() <= 0 || validity.toSeconds() > Integer.MAX_VALUE) {
      throw new Scp2pException(
          ErrorCode.INVALID_ARGUMENT,
          "A token is valid from a second to 68 years.",
          Map.of("validity", validity.toString()));
    }
    try (SigningKey key = ownKey(id).orElseThrow(() -> notTheOwner(id))) {
      return api(TokenSeal.issue(key, member, now, now + validity.toSeconds()));
    }
  }

  private static Scp2pException notTheOwner(CommunityId id) {
    return new Scp2pException(
        ErrorCode.NOT_THE_PUBLISHER,
        "This node does not hold the key of the community.",
        Map.of("community", id.toString()));
  }

  /** A community's key is kept like that of a share, which has the same form (section 1.2). */
  private Optional<SigningKey> ownKey(CommunityId id) {
    return keys.publisherKey(ShareId.of(id.bytes()));
  }

  private static MembershipToken api(io.scp2p.core.wire.record.MembershipToken token) {
    return new MembershipToken(
        token.body().communityId(),
        token.body().memberKey(),
        Instant.ofEpochSecond(seconds(token.body().issuedAt())),
        Instant.ofEpochSecond(seconds(token.body().expiresAt())),
        Base64.getUrlEncoder().withoutPadding().encodeToString(token.encoded().toArray()));
  }

  /** Times in tokens are unsigned and may be beyond what a clock can show. */
  private static long seconds(long unsigned) {
    long last = Instant.MAX.getEpochSecond();
    return unsigned < 0 ? last : Math.min(unsigned, last);
  }

  /** As the host sees it. */
  Community view(CommunityRow row) {
    List<String> hints = new ArrayList<>();
    self.get().forEach(address -> hints.add(address.toString()));
    row.hints().stream()
        .filter(hint -> !hints.contains(hint) && hints.size() < ShareLink.MAX_HINTS)
        .forEach(hints::add);
    boolean owned = keys.publishers().stream().anyMatch(each -> is(each, row.id()));
    return new Community(
        new CommunityLink(row.key(), hints.subList(0, Math.min(ShareLink.MAX_HINTS, hints.size()))),
        row.name(),
        owned,
        row.token() == null ? null : api(row.token()),
        Instant.ofEpochSecond(row.joinedAt()));
  }

  private static boolean is(PublisherIdentity identity, CommunityId id) {
    return identity.use() == PublisherIdentity.Use.COMMUNITY
        && Arrays.equals(identity.id().bytes(), id.bytes());
  }

  private long nowUnix() {
    return time.wall().getEpochSecond();
  }
}
