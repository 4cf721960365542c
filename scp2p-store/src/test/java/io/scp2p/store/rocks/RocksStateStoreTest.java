package io.scp2p.store.rocks;

import io.scp2p.api.contract.StateStoreContract;
import io.scp2p.api.spi.StateStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksStateStoreTest extends StateStoreContract {
  @TempDir Path home;

  @Override
  protected StateStore open() throws Exception {
    return new RocksStateStoreProvider().open(home.resolve("deep/state"));
  }

  @Override
  protected StateStore reopen(StateStore closed) throws Exception {
    return open();
  }
}
