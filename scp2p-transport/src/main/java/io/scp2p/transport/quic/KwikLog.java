package io.scp2p.transport.quic;

import tech.kwik.core.log.NullLogger;

/** Lets the library's errors through to our log, for those who look for them, and nothing else. */
final class KwikLog extends NullLogger {
  private static final System.Logger LOG = System.getLogger("io.scp2p.transport.quic.library");

  @Override
  public void error(String message) {
    LOG.log(System.Logger.Level.DEBUG, message);
  }

  @Override
  public void error(String message, Throwable error) {
    LOG.log(System.Logger.Level.DEBUG, message, error);
  }
}
