package io.scp2p.core.protocol.sync;

import io.scp2p.api.error.ErrorCode;

/** What an answer of a peer, or the look into our own store, comes to. */
public sealed interface Finding {
  /** The peer does not have it. */
  record Nothing() implements Finding {}

  /**
   * No answer.
   *
   * @param why what failed on the way
   */
  record Unanswered(ErrorCode why) implements Finding {}

  /** A head signed by the key of the share. */
  record Head(VerifiedHead head) implements Finding {}

  /**
   * A head that the key of the share did not sign. The peer need not have made it: v1 nodes keep
   * and hand out heads that they cannot verify (quirk Q-8).
   */
  record ForgedHead() implements Finding {}

  /** The manifest that the head points at, good in all respects. */
  record Found(VerifiedManifest manifest) implements Finding {}

  /**
   * Something no honest node answers.
   *
   * @param what it is
   */
  record Wrong(ErrorCode what) implements Finding {}

  /**
   * The very manifest that the head points at, but not one to adopt. That is its publisher's doing;
   * every other peer would send the same.
   *
   * @param why what is wrong with it
   */
  record Unusable(ErrorCode why) implements Finding {}
}
