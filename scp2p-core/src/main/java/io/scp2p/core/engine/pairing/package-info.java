/** Meeting by a code, over whatever sessions there are (docs/pairing-protocol.md). */
@NullMarked
package io.scp2p.core.engine.pairing;

import org.jspecify.annotations.NullMarked;
