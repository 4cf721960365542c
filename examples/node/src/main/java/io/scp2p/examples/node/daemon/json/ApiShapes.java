package io.scp2p.examples.node.daemon.json;

import io.scp2p.api.community.Community;
import io.scp2p.api.event.EventsMissed;
import io.scp2p.api.event.NodeEvent;
import io.scp2p.api.event.TransferEvent;
import io.scp2p.api.identity.NodeIdentity;
import io.scp2p.api.identity.PublisherIdentity;
import io.scp2p.api.peer.Peer;
import io.scp2p.api.share.Share;
import io.scp2p.api.transfer.TransferProgress;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** What records of the API have as JSON besides, or instead of, their components. */
final class ApiShapes {
  private static final Map<Class<?>, UnaryOperator<Shape>> CHANGES =
      Map.of(
          Share.class,
          shape ->
              shape
                  .renamed("shareLink", "link")
                  .first("id", String.class, share -> ((Share) share).id()),
          Community.class,
          shape -> shape.first("id", String.class, community -> ((Community) community).id()),
          PublisherIdentity.class,
          shape -> shape.first("id", String.class, key -> ((PublisherIdentity) key).id()),
          NodeIdentity.class,
          shape -> shape.first("id", String.class, self -> ((NodeIdentity) self).id()),
          Peer.class,
          shape -> shape.last("connected", boolean.class, peer -> ((Peer) peer).isConnected()),
          TransferProgress.class,
          shape ->
              shape
                  .without("transfer")
                  .last("fraction", double.class, now -> ((TransferProgress) now).fraction()),
          TransferEvent.Progress.class,
          shape ->
              shape.first(
                  "transfer", String.class, event -> ((TransferEvent.Progress) event).transfer()));

  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          Shape plain = Shape.ofRecord(type);
          Shape changed = CHANGES.getOrDefault(type, UnaryOperator.identity()).apply(plain);
          return NodeEvent.class.isAssignableFrom(type) ? event(type, changed) : changed;
        }
      };

  private ApiShapes() {}

  static Shape of(Class<?> record) {
    return SHAPES.get(record);
  }

  /** Events say what they are, and their stamp is part of them. */
  private static Shape event(Class<?> type, Shape shape) {
    String name = eventName(type);
    return shape
        .without("stamp")
        .first("at", Instant.class, event -> ((NodeEvent) event).at())
        .first("sequence", long.class, event -> ((NodeEvent) event).sequence())
        .first("type", String.class, event -> name);
  }

  /** Such as {@code TransferEvent.Progress}. */
  static String eventName(Class<?> type) {
    Class<?> family = type.getEnclosingClass();
    if (type == EventsMissed.class || family == null) {
      return "missed";
    }
    return Objects.requireNonNull(family).getSimpleName() + "." + type.getSimpleName();
  }
}
