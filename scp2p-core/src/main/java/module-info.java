/** The node: wire format, cryptography, protocol machines and the engine that drives them. */
module io.scp2p.core {
  requires io.scp2p.api;
  requires cbor;
  requires org.bouncycastle.provider;
  requires java.xml;
  requires static jdk.jfr;

  uses io.scp2p.api.spi.BlobStoreProvider;
  uses io.scp2p.api.spi.LanSocketProvider;
  uses io.scp2p.api.spi.SearchIndexProvider;
  uses io.scp2p.api.spi.StateStoreProvider;
  uses io.scp2p.api.spi.TransportProvider;

  provides io.scp2p.api.spi.NodeEngineProvider with
      io.scp2p.core.engine.node.EngineProvider;
}
