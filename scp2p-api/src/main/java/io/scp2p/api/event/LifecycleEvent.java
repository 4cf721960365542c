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
   * Guaranteed: something keeps the node from doing its work, such as a full disk. Not repeated
   * while it lasts.
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
