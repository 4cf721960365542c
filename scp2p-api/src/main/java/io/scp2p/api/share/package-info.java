/**
 * Catalogs: what this node publishes, and what it follows.
 *
 * <p>A share is a signed, numbered catalog of files. Its id is the hash of the key that signs it,
 * so whoever has a {@link io.scp2p.api.ShareLink} can check everything that claims to belong to it.
 * A private share is unlisted, not secret: whoever knows its id can read it.
 */
@Stable
@NullMarked
package io.scp2p.api.share;

import io.scp2p.api.Stable;
import org.jspecify.annotations.NullMarked;
