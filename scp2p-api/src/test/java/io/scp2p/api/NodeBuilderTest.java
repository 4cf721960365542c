package io.scp2p.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.identity.Passphrase;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.MetricsSink;
import io.scp2p.api.spi.NodeEngineProvider;
import io.scp2p.api.spi.NodeParts;
import io.scp2p.api.spi.TimeSource;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.concurrent.Executor;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class NodeBuilderTest {
  /** Instead of a node, what it would have been made of. */
  private static NodeParts partsOf(NodeBuilder builder) {
    Recorder recorder = new Recorder(0);
    assertThatThrownBy(() -> builder.start(List.of(recorder)))
        .isInstanceOf(UnsupportedOperationException.class);
    return recorder.parts;
  }

  private static final class Recorder implements NodeEngineProvider {
    private final int priority;
    private NodeParts parts;

    Recorder(int priority) {
      this.priority = priority;
    }

    @Override
    public int priority() {
      return priority;
    }

    @Override
    public Scp2pNode start(NodeParts given) {
      parts = given;
      throw new UnsupportedOperationException("a test has no node");
    }
  }

  private static void assertFails(ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .asInstanceOf(type(Scp2pException.class))
        .extracting(Scp2pException::code)
        .isEqualTo(code);
  }

  @Test
  void withoutAnEngineOnThePathTheErrorSaysWhatToAdd() {
    assertThatThrownBy(() -> Scp2pNode.builder().inMemory().start())
        .asInstanceOf(type(Scp2pException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_MISSING))
        .satisfies(e -> assertThat(e).hasMessageContaining("scp2p-core"));
  }

  @Test
  void everythingButTheHomeHasADefault() {
    NodeParts parts = partsOf(Scp2pNode.builder().home(Path.of("data")));
    assertThat(parts.home()).isEqualTo(Path.of("data"));
    assertThat(parts.config()).isEqualTo(NodeConfig.defaults());
    assertThat(parts.time()).isSameAs(TimeSource.system());
    assertThat(parts.metrics()).isSameAs(MetricsSink.none());
    assertThat(parts.transports()).isNull();
    assertThat(parts.stateStore()).isNull();
    assertThat(parts.blockingExecutor()).isNull();
    assertThat(partsOf(Scp2pNode.builder().inMemory()).home()).isNull();
  }

  @Test
  void whatIsGivenReachesTheEngine() {
    NodeConfig config = NodeConfig.builder().network(n -> n.tcpPort(0)).build();
    Entropy entropy = target -> {};
    Executor executor = Runnable::run;
    Scheduler scheduler = Schedulers.immediate();
    try (Passphrase passphrase = Passphrase.of(new char[] {'x'})) {
      NodeParts parts =
          partsOf(
              Scp2pNode.builder()
                  .inMemory()
                  .config(config)
                  .entropy(entropy)
                  .blockingExecutor(executor)
                  .signalScheduler(scheduler)
                  .transports(List.of())
                  .passphrase(passphrase));
      assertThat(parts.config()).isSameAs(config);
      assertThat(parts.entropy()).isSameAs(entropy);
      assertThat(parts.blockingExecutor()).isSameAs(executor);
      assertThat(parts.signalScheduler()).isSameAs(scheduler);
      assertThat(parts.transports()).isEmpty();
      assertThat(parts.passphrase()).isSameAs(passphrase);
    }
  }

  @Test
  void eitherAHomeOrMemoryIsNeeded() {
    assertFails(() -> Scp2pNode.builder().start(), ErrorCode.INVALID_CONFIG);
    assertFails(
        () -> Scp2pNode.builder().inMemory().home(Path.of("data")).start(),
        ErrorCode.INVALID_CONFIG);
  }

  @Test
  void settingAThingTwiceIsAnError() {
    assertFails(
        () -> Scp2pNode.builder().home(Path.of("a")).home(Path.of("a")),
        ErrorCode.SETTING_REPEATED);
  }

  @Test
  void theEngineOfHighestPriorityIsTaken() {
    Recorder low = new Recorder(-1);
    Recorder high = new Recorder(7);
    Recorder middle = new Recorder(0);
    assertThatThrownBy(() -> Scp2pNode.builder().inMemory().start(List.of(low, high, middle)))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(high.parts).isNotNull();
    assertThat(low.parts).isNull();
    assertThat(middle.parts).isNull();
  }

  @Test
  void anEngineThatCannotBeMadeIsReportedAsSuch() {
    Iterable<NodeEngineProvider> broken =
        () ->
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                throw new ServiceConfigurationError("broken");
              }

              @Override
              public NodeEngineProvider next() {
                throw new ServiceConfigurationError("broken");
              }
            };
    assertFails(
        () -> Scp2pNode.builder().inMemory().start(broken), ErrorCode.PROVIDER_BROKE_CONTRACT);
  }
}
