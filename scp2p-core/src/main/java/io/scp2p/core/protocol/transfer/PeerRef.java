package io.scp2p.core.protocol.transfer;

/**
 * A way to one provider, as the engine counts them: a session, or a tunnel through a relay. The
 * number is never used again.
 */
public record PeerRef(long number) {}
