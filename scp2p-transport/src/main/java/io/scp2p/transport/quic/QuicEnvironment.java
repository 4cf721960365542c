package io.scp2p.transport.quic;

import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.TransportSettings;

/** What every connection of a transport shares. */
interface QuicEnvironment {
  TransportSettings settings();

  TimeSource time();

  QuicThreads threads();

  Watchdog watchdog();

  /** A connection is up: it is looked after from now on, and closed with the transport. */
  void add(QuicLink link);

  /** The library holds nothing for this connection any more. */
  void remove(QuicLink link);
}
