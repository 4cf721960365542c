/**
 * The vault of a running node: joins the machines of {@link io.scp2p.core.protocol.vault} with
 * network, disk and store. Decisions are made there, on the loop; ciphers, hashes, signatures and
 * files are here, on the blocking executor.
 */
@NullMarked
package io.scp2p.core.engine.vault;

import org.jspecify.annotations.NullMarked;
