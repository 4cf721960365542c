/** State, content and search storage. Everything here is found through a service interface. */
module io.scp2p.store {
  requires io.scp2p.api;
}
