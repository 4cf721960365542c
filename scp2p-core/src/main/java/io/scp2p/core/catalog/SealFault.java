package io.scp2p.core.catalog;

/** Why a manifest or a head is not what its publisher signed. */
public enum SealFault {
  /** It is past its own expiry. */
  EXPIRED,
  /** It claims to have expired before, or when, it was made. */
  EXPIRY_BEFORE_CREATION,
  /** A manifest without a signature. */
  UNSIGNED,
  /** The share id is not the hash of the key. */
  ID_MISMATCH,
  /** The signature is not the key's over these fields. */
  BAD_SIGNATURE
}
