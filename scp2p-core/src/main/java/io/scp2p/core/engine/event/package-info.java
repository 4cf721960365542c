/**
 * From the loop to the host's {@code Flux} of events.
 *
 * <p>The loop hands every event to the {@link io.scp2p.core.engine.event.EventHub}, which numbers
 * it and keeps it in one ring for all. A subscriber is a position in that ring. So publishing costs
 * the same however many subscribers stand still, replay is nothing but an older position, and what
 * was overwritten before a subscriber came to it is a gap it can see.
 *
 * <p><b>Threads.</b> Only the loop writes. Subscribers read on the host's scheduler. Publishing and
 * reading take no lock; coming and going does.
 */
@NullMarked
package io.scp2p.core.engine.event;

import org.jspecify.annotations.NullMarked;
