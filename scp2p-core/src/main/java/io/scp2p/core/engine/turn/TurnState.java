package io.scp2p.core.engine.turn;

import io.scp2p.core.protocol.turn.TurnEffect;
import io.scp2p.core.wire.stun.StunAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with one server.
 *
 * @param server which
 * @param stream whether it is asked over TCP at the moment
 * @param relayed the address there, or null if there is none
 * @param mapped what the server sees of this node, or null
 * @param ended why there is none, if an attempt has ended; else null
 * @param code the error of the server; 0 if there was none
 */
public record TurnState(
    InetSocketAddress server,
    boolean stream,
    @Nullable StunAddress relayed,
    @Nullable StunAddress mapped,
    TurnEffect.@Nullable Why ended,
    int code) {}
