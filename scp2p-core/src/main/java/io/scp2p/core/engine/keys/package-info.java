/**
 * The secret keys of a node, and how they are kept from whoever reads the disk.
 *
 * <p>Every secret is encrypted under one random master key, and only the master key is wrapped, by
 * a passphrase or by a key file. So another passphrase rewrites one row, which happens or does not
 * happen whatever the moment of a crash (docs/decisions/0020).
 *
 * <p>Everything here may block on the disk and runs on the blocking executor, never on the loop.
 */
@NullMarked
package io.scp2p.core.engine.keys;

import org.jspecify.annotations.NullMarked;
