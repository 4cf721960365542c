package io.scp2p.core.protocol.community;

/** Why a membership token proves nothing (specification section 11.2). */
public enum TokenFault {
  /** It is another community's. */
  ID_MISMATCH,
  /** Its time is over. */
  EXPIRED,
  /** The signature is not the community's over these fields. */
  BAD_SIGNATURE
}
