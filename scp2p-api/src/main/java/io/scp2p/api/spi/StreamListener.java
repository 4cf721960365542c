package io.scp2p.api.spi;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What arrives on one stream, in order: data, then end of input or an abrupt end. */
public interface StreamListener {
  /**
   * Bytes arrived, never more than was granted. The buffer belongs to the transport and is valid
   * only during the call: whoever needs the bytes later copies them.
   *
   * @param bytes position to limit, never empty
   */
  void data(ByteBuffer bytes);

  /** The send queue has room again after {@link ByteStream#write} returned false. */
  void writable();

  /** The other side has finished writing; everything it wrote was delivered. */
  void inputEnded();

  /**
   * The stream is over in both directions and nothing follows.
   *
   * @param cause what went wrong, or null when both sides had finished
   */
  void closed(@Nullable TransportException cause);
}
