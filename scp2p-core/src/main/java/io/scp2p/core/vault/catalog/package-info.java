/**
 * The owner's catalog as a state-based CRDT (docs/vault-protocol.md section V9): whatever order
 * devices learn of each other's changes in, they end with the same catalog. Merging is commutative,
 * associative and idempotent, and what was deleted stays deleted.
 */
@NullMarked
package io.scp2p.core.vault.catalog;

import org.jspecify.annotations.NullMarked;
