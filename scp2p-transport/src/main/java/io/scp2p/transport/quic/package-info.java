/**
 * QUIC between nodes of this SDK ({@code docs/extensions.md}, X3), spoken through Kwik, which
 * nothing outside this package names. What the library gets wrong is put right here, once; {@code
 * docs/decisions/0013} lists each point with the class that handles it and the test that pins it.
 *
 * <p><b>One socket.</b> Listener, outgoing connections and packets that are not QUIC share one UDP
 * port ({@link io.scp2p.transport.quic.SharedSocket}). The library only ever sees front sockets,
 * which have no descriptor, never fail and hold a bounded number of packets.
 *
 * <p><b>Threads.</b> The library starts four to six threads for each connection, so connections are
 * capped far below those of TCP. The library's streams block; a pooled thread reads a stream only
 * while it has credit and another one writes it only while something is queued. One watchdog thread
 * for each transport wakes whoever the library forgot to wake. Listeners are called on these
 * threads, one call at a time for each listener.
 */
@NullMarked
package io.scp2p.transport.quic;

import org.jspecify.annotations.NullMarked;
