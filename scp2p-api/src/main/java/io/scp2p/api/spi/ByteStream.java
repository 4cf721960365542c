package io.scp2p.api.spi;

import java.nio.ByteBuffer;

/**
 * An ordered, reliable stream of bytes both ways, with back-pressure both ways. All methods may be
 * called from any thread and none blocks.
 */
public interface ByteStream {
  /**
   * The connection it belongs to.
   *
   * @return always the same connection
   */
  Connection connection();

  /**
   * Queues bytes for sending. The stream owns the buffer from now on: the caller must not touch it
   * again. What one call is given leaves in one write where the transport allows it.
   *
   * @param bytes what to send, position to limit
   * @return false when the queue is above its limit; then the caller should wait for {@link
   *     StreamListener#writable}. The bytes are queued in either case.
   */
  boolean write(ByteBuffer bytes);

  /**
   * Queues the bytes of two buffers, one behind the other, as if they were in one: a frame whose
   * payload lies elsewhere is sent without copying it.
   *
   * @param head what to send first, position to limit
   * @param tail what follows it
   * @return as {@link #write(ByteBuffer)}
   */
  default boolean write(ByteBuffer head, ByteBuffer tail) {
    ByteBuffer both = ByteBuffer.allocate(head.remaining() + tail.remaining());
    return write(both.put(head).put(tail).flip());
  }

  /**
   * Allows more bytes to be delivered. Credit adds up; without credit nothing is read from the
   * network, so that a slow reader slows the sender.
   *
   * @param bytes how many more, more than 0
   */
  void request(long bytes);

  /** Says that nothing more will be written; the other side reads on until it has everything. */
  void finish();

  /**
   * Abandons both directions; bytes not yet sent are dropped. Harmless when repeated or too late.
   *
   * @param reason for logs of this side
   */
  void reset(String reason);
}
