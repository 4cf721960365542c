/**
 * A session between two nodes: who they are (section 4, extensions X1 and X2) and what they ask
 * each other (section 5, extension X4).
 *
 * <p>Start reading at {@link io.scp2p.core.protocol.session.InitiatorHandshake}.
 */
@NullMarked
package io.scp2p.core.protocol.session;

import org.jspecify.annotations.NullMarked;
