package io.scp2p.core.protocol.community;

import io.scp2p.api.id.CommunityKey;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.Signatures;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.U64;
import io.scp2p.core.wire.record.MembershipToken;
import java.util.Optional;

/**
 * Issuing and checking of membership tokens (specification section 11.2). A token says who the
 * member is, not who presents it: the caller compares the member's key with the authenticated key
 * of the session (section 21, Q-19).
 */
public final class TokenSeal {
  private TokenSeal() {}

  /**
   * Issues a token.
   *
   * @throws IllegalArgumentException if it would expire before it was issued
   */
  public static MembershipToken issue(
      SigningKey communityKey,
      NodeKey memberKey,
      long issuedAtUnixSeconds,
      long expiresAtUnixSeconds) {
    if (U64.isLess(expiresAtUnixSeconds, issuedAtUnixSeconds)) {
      throw new IllegalArgumentException("a token does not expire before it was issued");
    }
    MembershipToken.Body body =
        new MembershipToken.Body(
            communityKey.communityKey().id(), memberKey, issuedAtUnixSeconds, expiresAtUnixSeconds);
    return body.signed(Bytes.wrap(communityKey.sign(body.signingBytes().toArray())));
  }

  /**
   * Checks a token, its expiry included. When it was issued is not examined.
   *
   * @return what is wrong, or empty
   */
  public static Optional<TokenFault> verify(
      MembershipToken token, CommunityKey communityKey, long nowUnixSeconds) {
    MembershipToken.Body body = token.body();
    if (!body.communityId().equals(communityKey.id())) {
      return Optional.of(TokenFault.ID_MISMATCH);
    }
    if (U64.isLess(body.expiresAt(), nowUnixSeconds)) {
      return Optional.of(TokenFault.EXPIRED);
    }
    boolean good =
        Signatures.verify(communityKey, body.signingBytes().toArray(), token.signature().toArray());
    return good ? Optional.empty() : Optional.of(TokenFault.BAD_SIGNATURE);
  }
}
