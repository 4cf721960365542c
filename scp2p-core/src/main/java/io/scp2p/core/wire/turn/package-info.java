/**
 * What TURN (RFC 8656) adds to the messages of STUN: ChannelData, and how both stand in a stream of
 * TCP. Bytes to records and back, nothing else.
 */
@NullMarked
package io.scp2p.core.wire.turn;

import org.jspecify.annotations.NullMarked;
