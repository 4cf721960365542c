/**
 * Messages 620 to 630 of the vault (docs/vault-protocol.md section V3): bytes ↔ records.
 *
 * <p>Every record is an integer-keyed map in deterministic CBOR with identifiers as byte strings.
 * An answer begins with a status: 0, or a {@link io.scp2p.core.wire.vault.VaultRefusal}.
 */
@NullMarked
package io.scp2p.core.wire.vault;

import org.jspecify.annotations.NullMarked;
