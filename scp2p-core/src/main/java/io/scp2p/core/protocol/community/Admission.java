package io.scp2p.core.protocol.community;

import io.scp2p.api.id.CommunityKey;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.record.MembershipToken;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody has shown that he belongs to a community (specification section 11.4). Stricter
 * than the reference: the member of the token has to be the key that the handshake of this session
 * proved, so that a token is worth nothing to whoever has stolen it (section 21, Q-19).
 */
public final class Admission {
  private Admission() {}

  /**
   * Checks what a request says of its sender.
   *
   * @param session the key that the handshake proved; null through a tunnel, where nobody is proved
   * @param claimed the key that the request names, if any
   * @param proof an encoded token, if any
   * @return the text of the error answer, or empty if the sender is a member
   */
  public static Optional<String> refusal(
      CommunityKey community,
      @Nullable NodeKey session,
      @Nullable NodeKey claimed,
      @Nullable Bytes proof,
      long nowUnixSeconds) {
    if (claimed == null) {
      return Optional.of(WireErrorText.STRICT_REQUESTER_REQUIRED);
    }
    if (proof == null) {
      return Optional.of(WireErrorText.STRICT_PROOF_REQUIRED);
    }
    MembershipToken token;
    try {
      token = MembershipToken.decode(proof);
    } catch (WireException malformed) {
      return Optional.of(WireErrorText.STRICT_PROOF_ENCODING);
    }
    NodeKey member = token.body().memberKey();
    if (!member.equals(claimed) || session == null || !member.equals(session)) {
      return Optional.of(WireErrorText.STRICT_PROOF_MEMBER);
    }
    return TokenSeal.verify(token, community, nowUnixSeconds).map(Admission::text);
  }

  private static String text(TokenFault fault) {
    return switch (fault) {
      case ID_MISMATCH -> WireErrorText.TOKEN_ID_MISMATCH;
      case EXPIRED -> WireErrorText.TOKEN_EXPIRED;
      case BAD_SIGNATURE -> WireErrorText.TOKEN_BAD_SIGNATURE;
    };
  }
}
