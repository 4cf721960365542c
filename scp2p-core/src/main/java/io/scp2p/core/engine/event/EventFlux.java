package io.scp2p.core.engine.event;

import io.scp2p.api.event.NodeEvent;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/** Asks the hub anew with each subscription. */
final class EventFlux extends Flux<NodeEvent> {
  private final EventHub hub;
  private final @Nullable Long since;

  EventFlux(EventHub hub, @Nullable Long since) {
    this.hub = hub;
    this.since = since;
  }

  @Override
  public void subscribe(CoreSubscriber<? super NodeEvent> subscriber) {
    hub.subscribe(subscriber, since);
  }
}
