/**
 * Other nodes: who is known, how they are connected, and the relays between.
 *
 * <p>Nothing a peer says about itself is trusted before its key was proved; what is shown here says
 * which of the two it is.
 */
@Stable
@NullMarked
package io.scp2p.api.peer;

import io.scp2p.api.Stable;
import org.jspecify.annotations.NullMarked;
