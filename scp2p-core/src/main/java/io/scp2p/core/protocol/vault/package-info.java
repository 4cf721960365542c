/**
 * The decisions of the vault (docs/vault-protocol.md): where shards go, how they get there and
 * back, what a holder admits, when something is repaired.
 *
 * <p>{@link io.scp2p.core.protocol.vault.PutMachine}, {@link
 * io.scp2p.core.protocol.vault.GetMachine} and {@link io.scp2p.core.protocol.vault.RepairMachine}
 * are one transfer each. They never hold content: they name runs, and the engine reads, codes,
 * verifies and sends them. {@link io.scp2p.core.protocol.vault.HolderMachine} is the other side,
 * one for a node. What is slow (signatures, hashes, ciphers, disk) happens away from the loop, and
 * the machines are told what came of it.
 */
@NullMarked
package io.scp2p.core.protocol.vault;

import org.jspecify.annotations.NullMarked;
