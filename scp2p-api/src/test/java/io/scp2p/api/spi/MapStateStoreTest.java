package io.scp2p.api.spi;

import io.scp2p.api.contract.StateStoreContract;

class MapStateStoreTest extends StateStoreContract {
  @Override
  protected StateStore open() {
    return new MapStateStore();
  }

  @Override
  protected StateStore reopen(StateStore closed) {
    return ((MapStateStore) closed).reopened();
  }
}
