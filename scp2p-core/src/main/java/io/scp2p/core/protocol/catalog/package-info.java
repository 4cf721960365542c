/**
 * Synchronising catalogs of any size between nodes of this SDK (docs/catalog-protocol.md): the
 * messages 680 to 685, and how a follower gets from a verified head to all items of its version.
 *
 * <p>{@link io.scp2p.core.protocol.catalog.CatalogMachine} is one attempt. What peers answer passes
 * {@link io.scp2p.core.protocol.catalog.OfferCheck} or {@link
 * io.scp2p.core.protocol.catalog.PagesCheck} first, away from the loop.
 */
@NullMarked
package io.scp2p.core.protocol.catalog;

import org.jspecify.annotations.NullMarked;
