/** The node: wire format, cryptography, protocol machines and the engine that drives them. */
module io.scp2p.core {
  requires io.scp2p.api;
  requires cbor;
  requires org.bouncycastle.provider;
  // Recordings, where the runtime has it.
  requires static jdk.jfr;
}
