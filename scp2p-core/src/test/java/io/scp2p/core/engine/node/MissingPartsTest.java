package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.MetricsSink;
import io.scp2p.api.spi.NodeParts;
import io.scp2p.api.spi.TimeSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The engine is there and the stores are not: not the engine has to be added. */
class MissingPartsTest {
  private final Thread thread = Thread.currentThread();
  private final ClassLoader whole = thread.getContextClassLoader();

  @BeforeEach
  void hidesTheStores() {
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
  }

  @AfterEach
  void showsThem() {
    thread.setContextClassLoader(whole);
  }

  @Test
  void aMissingStoreIsNamed() {
    NodeParts parts =
        new NodeParts(
            null,
            NodeConfig.defaults(),
            null,
            null,
            null,
            null,
            null,
            TimeSource.system(),
            Entropy.system(),
            null,
            null,
            MetricsSink.none());
    Scp2pException failure =
        catchThrowableOfType(Scp2pException.class, () -> Stores.open(parts).close());

    assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_MISSING);
    assertThat(failure.details()).isEqualTo(Map.of("service", "StateStoreProvider"));
    assertThat(failure.code().remedy()).contains("scp2p-store");
  }
}
