package io.scp2p.core.protocol.reach;

import io.scp2p.api.spi.Entropy;
import io.scp2p.core.protocol.stun.StunCredential;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.reach.Candidate;
import io.scp2p.core.wire.reach.CandidateKind;
import io.scp2p.core.wire.reach.PathOffer;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunMessage;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.stun.StunWriter;

/**
 * The checks that one side of a search sends (RFC 8445, section 7.2.2): only whoever was told its
 * password by the other side can make them, or answer them.
 */
final class IceCheck {
  private final String name;
  private final StunCredential theirs;
  private final int role;
  private final long tieBreaker;

  IceCheck(PathOffer own, PathOffer remote, boolean controlling, Entropy entropy) {
    this.name = remote.user() + ":" + own.user();
    this.theirs = StunCredential.shortTerm(remote.password());
    this.role = controlling ? StunAttribute.ICE_CONTROLLING : StunAttribute.ICE_CONTROLLED;
    this.tieBreaker = Bytes.wrap(entropy.bytes(Long.BYTES)).buffer().getLong();
  }

  /** Whether an answer is from whom the check was meant for. */
  boolean verifies(StunMessage answer) {
    return theirs.verifies(answer);
  }

  /** One check. */
  Bytes request(Bytes transaction, boolean nominates) {
    StunWriter check =
        new StunWriter(StunClass.REQUEST, StunMethod.BINDING, transaction)
            .text(StunAttribute.USERNAME, name)
            .u32(StunAttribute.PRIORITY, Candidate.priority(CandidateKind.PEER_REFLEXIVE, 0))
            .u64(role, tieBreaker);
    if (nominates) {
      check.flag(StunAttribute.USE_CANDIDATE);
    }
    return theirs.sign(check).fingerprint().encode();
  }
}
