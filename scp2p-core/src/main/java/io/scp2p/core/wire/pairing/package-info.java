/** Messages 650 to 652: direct transfer by a short code (docs/pairing-protocol.md). */
@NullMarked
package io.scp2p.core.wire.pairing;

import org.jspecify.annotations.NullMarked;
