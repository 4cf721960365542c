package io.scp2p.api.spi;

import org.jspecify.annotations.Nullable;

/** What happens on one connection. Calls come one at a time. */
public interface ConnectionListener {
  /**
   * The other side opened a stream.
   *
   * @param stream the new stream
   * @return told what arrives on it
   */
  StreamListener streamOpened(ByteStream stream);

  /**
   * The connection has ended and nothing follows. Every stream was told before.
   *
   * @param cause what went wrong, or null for an orderly end by either side
   */
  void closed(@Nullable TransportException cause);
}
