/**
 * What this node publishes and serves: scanning and hashing files where they stand, signing
 * versions, and answering for their contents (specification sections 9 and 12).
 *
 * <p>Files are served in place and never copied. Nothing is read from them when a node starts; a
 * file that changed is noticed by size and time, judged by its hash, and never served as if it were
 * the old one (section 21, Q-32).
 *
 * <p>{@link io.scp2p.core.engine.share.ShareStore} holds the rows, {@link
 * io.scp2p.core.engine.share.Publisher} makes versions, {@link
 * io.scp2p.core.engine.share.ContentLibrary} reads what is served, and {@link
 * io.scp2p.core.engine.share.ShareServices} answers peers. Why the rows look as they do is in
 * docs/decisions/0020.
 */
@NullMarked
package io.scp2p.core.engine.share;

import org.jspecify.annotations.NullMarked;
