package io.scp2p.api.share;

/** How far a followed share is trusted (specification section 13.3). */
public enum TrustLevel {
  /** Searched by default; may serve as blocklist. */
  TRUSTED,
  /** Searched by default. */
  NORMAL,
  /** Searched only when asked for. */
  UNTRUSTED
}
