/**
 * What happens in a node, as one ordered stream of records.
 *
 * <p><b>Order.</b> Every event has a number, one higher than the event before. A subscriber
 * receives them without gap and without repetition; whatever it did not receive is reported by an
 * {@link io.scp2p.api.event.EventsMissed} that stands exactly where the missing ones would have
 * been. {@link io.scp2p.api.event.NodeEvent#mayFollow} states the law. Numbers start at 1 with each
 * start of the node.
 *
 * <p><b>After the fact.</b> An event about a thing is emitted after the change it reports can be
 * seen through the API.
 *
 * <p><b>Isolation.</b> Each subscriber has a bounded buffer of its own. A slow one slows neither
 * the node nor another subscriber: when its buffer is full it misses events and is told so.
 *
 * <p><b>Delivery.</b> The documentation of each event starts with one of three promises:
 *
 * <ul>
 *   <li><i>Guaranteed</i>: delivered, or counted in an {@code EventsMissed}; the state it reports
 *       can also be read through the API at any time.
 *   <li><i>Ephemeral</i>: the same, but a newer one of its kind makes it worthless; the node may
 *       leave out all but the newest before it gets its number.
 *   <li><i>Terminal</i>: guaranteed, and the last word on its subject.
 * </ul>
 *
 * <p>A minor version may add events: keep a default branch, and read {@code Flux.ofType}.
 */
@Stable
@NullMarked
package io.scp2p.api.event;

import io.scp2p.api.Stable;
import org.jspecify.annotations.NullMarked;
