/**
 * Messages 640 to 642: where a node may be reached directly, told through a session that both share
 * (docs/reach-protocol.md): bytes ↔ records. Integer-keyed maps in deterministic CBOR.
 */
@NullMarked
package io.scp2p.core.wire.reach;

import org.jspecify.annotations.NullMarked;
