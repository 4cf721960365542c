/**
 * TLS over TCP: the transport that every node speaks (section 3.2).
 *
 * <p>One connection carries one stream. Bytes are read from the network only against credit, so a
 * slow reader closes the TCP window and slows the sender instead of filling the heap; what is
 * written leaves at once, one call in one write.
 *
 * <p><b>Threads.</b> A few Netty event loops for each transport own all of its channels. Listeners
 * are called on them and must return at once.
 */
@NullMarked
package io.scp2p.transport.tcp;

import org.jspecify.annotations.NullMarked;
