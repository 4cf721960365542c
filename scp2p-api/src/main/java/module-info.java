/** The public surface of Scp2p for Java, and the service interfaces its parts meet in. */
module io.scp2p.api {
  requires transitive org.jspecify;
  requires transitive reactor.core;
  requires transitive org.reactivestreams;

  exports io.scp2p.api;
  exports io.scp2p.api.error;
  exports io.scp2p.api.id;
  exports io.scp2p.api.spi;
}
