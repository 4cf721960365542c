package io.scp2p.api.event;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeId;

/** The life of the node itself: {@code Started (ProblemRaised | ProblemCleared)* Closing}. */
public sealed interface LifecycleEvent extends NodeEvent {
  /**
   * Guaranteed, once, and the first of all: the node serves.
   *
   * @param stamp number and time
   * @param node who it is
   */
  record Started(EventStamp stamp, NodeId node) implements LifecycleEvent {}

  /**
   * Guaranteed: something keeps the node from doing its work. Not repeated while it lasts. A
   * problem is one of
   *
   * <ul>
   *   <li>{@link ErrorCode#DISK_FULL}, {@link ErrorCode#STORE_FAILED} or {@link
   *       ErrorCode#HOME_UNUSABLE}: what the node remembers cannot be written, whoever wanted it.
   *       The node looks every ten seconds whether it can again. Where downloads go has its own
   *       room, and the download says so
   *   <li>{@link ErrorCode#STORE_CORRUPT}: the store cannot be read; lasts until the node is closed
   *   <li>{@link ErrorCode#CLOCK_SKEWED}: three others, at different addresses, have named a time
   *       more than five minutes from that of this machine; over with the first peer that agrees
   * </ul>
   *
   * and a later version may know more. A port that cannot be had is none: then the node does not
   * start.
   *
   * @param stamp number and time
   * @param problem what
   */
  record ProblemRaised(EventStamp stamp, ErrorCode problem) implements LifecycleEvent {}

  /**
   * Guaranteed: a problem raised before is over.
   *
   * @param stamp number and time
   * @param problem what
   */
  record ProblemCleared(EventStamp stamp, ErrorCode problem) implements LifecycleEvent {}

  /**
   * Terminal: the node is being closed. The stream completes after it.
   *
   * @param stamp number and time
   */
  record Closing(EventStamp stamp) implements LifecycleEvent {}
}
