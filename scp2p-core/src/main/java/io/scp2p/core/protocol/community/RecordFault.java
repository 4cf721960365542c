package io.scp2p.core.protocol.community;

/** Why a record does not count. */
public enum RecordFault {
  /** It is about another community than the one that was asked about. */
  OTHER_COMMUNITY,
  /** A text is longer than it may be. */
  TOO_LONG,
  /** Its time is over. */
  EXPIRED,
  /** It was signed in the future, or for longer than a record may count. */
  IMPOSSIBLE_TIMES,
  /** The signature is not the owner's over these fields. */
  BAD_SIGNATURE,
  /** The community admits only those who prove membership, and this one does not. */
  UNPROVEN;

  /** Whether no honest node hands out such a record: an expired one may just have become that. */
  public boolean isLie() {
    return this == OTHER_COMMUNITY || this == TOO_LONG || this == BAD_SIGNATURE;
  }
}
