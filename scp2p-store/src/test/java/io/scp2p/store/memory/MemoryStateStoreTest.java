package io.scp2p.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.contract.StateStoreContract;
import io.scp2p.api.spi.StateStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MemoryStateStoreTest extends StateStoreContract {
  private final MemoryStateStoreProvider provider = new MemoryStateStoreProvider();

  @Override
  protected StateStore open() {
    return provider.open(null);
  }

  @Override
  protected StateStore reopen(StateStore closed) {
    return open();
  }

  @Override
  protected boolean keepsBeyondClose() {
    return false;
  }

  @Test
  void itIsForNodesThatKeepNothing() {
    assertThat(provider.supports(false)).isTrue();
    assertThat(provider.supports(true)).isFalse();
    assertThatThrownBy(() -> provider.open(Path.of("home")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
