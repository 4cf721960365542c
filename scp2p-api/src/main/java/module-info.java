/** The public surface of Scp2p for Java, and the service interfaces its parts meet in. */
module io.scp2p.api {
  requires transitive org.jspecify;
  requires transitive reactor.core;
  requires transitive org.reactivestreams;

  exports io.scp2p.api;
  exports io.scp2p.api.community;
  exports io.scp2p.api.config;
  exports io.scp2p.api.diagnostics;
  exports io.scp2p.api.error;
  exports io.scp2p.api.event;
  exports io.scp2p.api.id;
  exports io.scp2p.api.identity;
  exports io.scp2p.api.pairing;
  exports io.scp2p.api.peer;
  exports io.scp2p.api.search;
  exports io.scp2p.api.share;
  exports io.scp2p.api.spi;
  exports io.scp2p.api.transfer;
  exports io.scp2p.api.vault;

  uses io.scp2p.api.spi.NodeEngineProvider;
}
