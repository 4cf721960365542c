package io.scp2p.api.share;

/** Whether a share is listed (specification section 9.7). */
public enum Visibility {
  /** Never listed, yet readable by whoever knows its id: unlisted, not confidential. */
  PRIVATE,
  /** Listed to every peer that asks, and in the communities it is bound to. */
  PUBLIC
}
