/**
 * Catalogs as pages: how they are stored, made when this node publishes, adopted when it follows,
 * and served (docs/catalog-protocol.md, docs/decisions/0022).
 *
 * <p>{@link io.scp2p.core.engine.pages.PageStore} holds the rows. Everything in it may block and is
 * called inside {@link io.scp2p.core.engine.Offload}; for each share by one thread at a time, as
 * the publisher and the lanes of subscriptions do anyway.
 */
@NullMarked
package io.scp2p.core.engine.pages;

import org.jspecify.annotations.NullMarked;
