/**
 * Catalogs of any size as a tree of small pages (docs/catalog-protocol.md).
 *
 * <p>Items are spread by the hash of their place over a tree with sixteen branches. Which pages a
 * tree has follows from its items and from nothing else, so whoever has the items of one version
 * and is told what changed computes the root of the next one himself, and need not believe a word:
 * the publisher signs the hash of the root.
 *
 * <p>Everything here is pure. Pages are read through {@link io.scp2p.core.catalog.pages.PageSource}
 * and written through {@link io.scp2p.core.catalog.pages.PageSink}, one at a time, so that no tree
 * is ever held in memory. Start reading at {@link io.scp2p.core.catalog.pages.Page}.
 */
@NullMarked
package io.scp2p.core.catalog.pages;

import org.jspecify.annotations.NullMarked;
