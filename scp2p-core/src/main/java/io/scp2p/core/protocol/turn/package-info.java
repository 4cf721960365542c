/**
 * A client of TURN (RFC 8656): one address at a server, from which packets go to peers and at which
 * theirs arrive, for nodes between which nothing else works.
 *
 * <p><b>Hostile input.</b> Answers count only with the transaction of a request, and once the
 * server has proved that it knows the password, only with its code. What peers send through the
 * server is data for whoever asked for the peer; what comes from others the server drops already.
 */
@NullMarked
package io.scp2p.core.protocol.turn;

import org.jspecify.annotations.NullMarked;
