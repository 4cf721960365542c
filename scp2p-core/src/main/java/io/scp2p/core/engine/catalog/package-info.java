/**
 * The versions of shares that this node follows or publishes, kept in the state store, and the
 * search index that is fed from them.
 *
 * <p>{@link io.scp2p.core.engine.catalog.CatalogStore} adopts, lists and forgets versions; {@link
 * io.scp2p.core.engine.catalog.CatalogIndex} keeps the index in step and makes it anew when it is
 * damaged. Everything here may block on the disk and is called inside {@link
 * io.scp2p.core.engine.Offload}, never on the loop, by any number of threads.
 *
 * <p><b>What is kept.</b> Of every share the rows of its newest version, one for each item in the
 * order of paths, so that a million of them never sit in memory, and the description (with the
 * manifest, where there is one) of some older versions.
 *
 * <p><b>Crashes.</b> A version becomes the newest in one atomic batch. The same batch marks the
 * share as dirty; the mark goes when the index has followed, so after a crash in between the marks
 * name the shares to index anew.
 */
@NullMarked
package io.scp2p.core.engine.catalog;

import org.jspecify.annotations.NullMarked;
