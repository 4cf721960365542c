package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.record.PeerAddress;
import org.jspecify.annotations.Nullable;

/** A node that a lookup has heard of. */
final class Candidate {
  /** After so many of its referrals came to nothing, the rest of them is asked last. */
  static final int MAX_DEAD_REFERRALS = 3;

  final PeerAddress address;

  /** Null if the address names no key: then nobody knows how far away it is (section 8.7). */
  final @Nullable Point point;

  /** How many nodes in a row lead to it, itself included. */
  final int depth;

  private final @Nullable Candidate referrer;
  private int deadReferrals;
  private int liveReferrals;

  /** Which chains of referrals named it, one bit each. */
  int paths;

  State state = State.NEW;
  long askedNanos;
  int askedBy;
  long ask;
  boolean hasValue;

  enum State {
    NEW,
    ASKED,
    /** Asked, and others are asked instead. */
    STALLED,
    ANSWERED,
    FAILED
  }

  Candidate(PeerAddress address, int depth, @Nullable Candidate referrer, int paths) {
    NodeKey key = address.pubkeyHint();
    this.address = address;
    this.point = key == null ? null : Point.of(key);
    this.depth = depth;
    this.referrer = referrer;
    this.paths = paths;
  }

  void answered() {
    state = State.ANSWERED;
    if (referrer != null) {
      referrer.liveReferrals++;
    }
  }

  void failed() {
    if (referrer != null && state != State.FAILED && state != State.STALLED) {
      referrer.deadReferrals++;
    }
    state = State.FAILED;
  }

  void stalled() {
    state = State.STALLED;
    if (referrer != null) {
      referrer.deadReferrals++;
    }
  }

  /** Whoever named it names dead nodes. */
  boolean isDoubtful() {
    return referrer != null
        && referrer.liveReferrals == 0
        && referrer.deadReferrals >= MAX_DEAD_REFERRALS;
  }

  boolean isOnPath(int path) {
    return (paths & 1 << path) != 0;
  }

  boolean isInFlight() {
    return state == State.ASKED;
  }

  /** Closest first; those without a key last, TCP before QUIC, then by text (section 8.7). */
  static int compare(Point target, Candidate a, Candidate b) {
    if (a.point != null && b.point != null) {
      return target.compareDistance(a.point, b.point);
    }
    if (a.point != null || b.point != null) {
      return a.point != null ? -1 : 1;
    }
    int byTransport = a.address.transport().compareTo(b.address.transport());
    return byTransport != 0 ? byTransport : a.address.dialText().compareTo(b.address.dialText());
  }
}
