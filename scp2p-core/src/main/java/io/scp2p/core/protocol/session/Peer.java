package io.scp2p.core.protocol.session;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.record.Capabilities;
import java.util.Optional;

/**
 * The node at the other end of a session, as its handshake proved it.
 *
 * @param key its public key
 * @param capabilities what it says it does; informative (section 6)
 * @param extensions what both sides have beyond v1; empty for a v1 node
 */
public record Peer(NodeKey key, Capabilities capabilities, Optional<Extensions> extensions) {}
