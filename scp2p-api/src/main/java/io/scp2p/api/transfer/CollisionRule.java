package io.scp2p.api.transfer;

/** What happens when the target of a download exists already. */
public enum CollisionRule {
  /** The download fails with {@link io.scp2p.api.error.ErrorCode#TARGET_EXISTS}. */
  FAIL,
  /** A number is added to the name of what arrives. */
  RENAME,
  /** What is there is replaced, in one step, once what arrives was verified. */
  REPLACE,
  /** A file that is there and has the right content is kept; any other is treated as RENAME. */
  KEEP_IF_SAME
}
