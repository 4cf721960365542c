/**
 * Messages 601 to 603: sealed channels through relays (docs/relay-protocol.md): bytes ↔ records.
 * Integer-keyed maps in deterministic CBOR.
 */
@NullMarked
package io.scp2p.core.wire.relay;

import org.jspecify.annotations.NullMarked;
