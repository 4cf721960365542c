package io.scp2p.api.spi;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * A {@link Transport} over TCP that connects two nodes which both dial at the same time, as RFC
 * 9293, section 3.5, allows: so a connection comes about between two routers that let nobody in,
 * since each takes the other side's first packet for an answer.
 */
public interface SimultaneousOpen {
  /**
   * Whether this machine lets two connections share a port, without which nothing can be met.
   *
   * @return always the same
   */
  boolean canMeet();

  /**
   * Connects to somebody who connects to this node. One try: a router or a computer that refuses
   * the first packet makes it fail, and the caller may try again.
   *
   * @param local an address and port from which this transport has dialled somebody else, so that
   *     it is known from where others see it come
   * @param remote where the other side connects from, as others see it
   * @param initiator whether this side begins the transport handshake; the other side must not
   * @param timeout for the connection and the transport handshake together
   * @param acceptor told of the connection once the transport handshake is done, and never
   *     otherwise
   * @return completes once the transport handshake is done, or fails with {@link
   *     TransportException}
   */
  CompletionStage<Connection> meet(
      InetSocketAddress local,
      InetSocketAddress remote,
      boolean initiator,
      Duration timeout,
      Transport.Acceptor acceptor);
}
