/**
 * What both sides of STUN (RFC 8489) decide: credentials, the life of one request, and what a
 * responder answers. ICE, the search for the own address, and TURN build on it.
 */
@NullMarked
package io.scp2p.core.protocol.stun;

import org.jspecify.annotations.NullMarked;
