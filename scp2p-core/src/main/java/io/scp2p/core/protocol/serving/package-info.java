/**
 * How a node answers what others ask: which requests it accepts, how many at once, and how many
 * bytes it spends on them (sections 5 and 17, and quirk Q-24 of section 21).
 *
 * <p>A request passes three gates. {@link io.scp2p.core.protocol.serving.Dispatcher} decodes it and
 * counts it against the {@link io.scp2p.core.protocol.serving.RequestLimits} of its sender's key
 * and address. {@link io.scp2p.core.protocol.serving.ServingQueue} lets peers take turns at the
 * places for work. {@link io.scp2p.core.protocol.serving.ServiceRegistry} finds the part of the
 * node that answers, or answers for a part that is not there. What bulk answers weigh is paced by
 * {@link io.scp2p.core.protocol.serving.Bandwidth}, which paces downloads just as well.
 *
 * <p>All of it belongs to the loop of one node and is as deterministic as the machines around it.
 */
@NullMarked
package io.scp2p.core.protocol.serving;

import org.jspecify.annotations.NullMarked;
