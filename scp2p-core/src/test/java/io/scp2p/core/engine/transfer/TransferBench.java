package io.scp2p.core.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.EventsConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.NodeEvent;
import io.scp2p.api.event.TransferEvent;
import io.scp2p.api.event.TransferKind;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.diagnostics.Telemetry;
import io.scp2p.core.engine.event.EventHub;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimWorld;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** One transfer at a time in a simulated world, with an owner that does as it is told. */
final class TransferBench implements Controls {
  final SimWorld world = SimWorld.seeded(4);
  final Loop loop = new SimLoop(world.network().host("node"));
  final List<NodeEvent> events = new ArrayList<>();
  final List<String> asked = new ArrayList<>();
  Scheduler signals = Schedulers.immediate();
  Consumer<NodeEvent> onEvent = event -> {};
  Consumer<Runnable> onPause = Runnable::run;
  Consumer<Runnable> onResume = Runnable::run;
  Consumer<Runnable> onCancel = Runnable::run;
  private final EventsConfig config = EventsConfig.builder().build();
  private final EventHub hub = new EventHub(config, world, Schedulers.immediate());

  TransferBench() {
    hub.events()
        .subscribe(
            event -> {
              events.add(event);
              onEvent.accept(event);
            });
  }

  TransferRun<String> run(long bytesTotal) {
    return run(bytesTotal, 0);
  }

  TransferRun<String> run(long bytesTotal, long before) {
    TransferContext node = new TransferContext(loop, hub, config, signals, Telemetry.none());
    TransferId id = new TransferId(new UUID(7, 7));
    return new TransferRun<>(node, id, TransferKind.DOWNLOAD, bytesTotal, before, this);
  }

  /** Lets the loop do what was posted to it. */
  void settle() {
    world.runFor(Duration.ofNanos(1));
  }

  NodeId peer(int number) {
    return NodeId.of(ByteBuffer.allocate(NodeId.LENGTH).putInt(number).array());
  }

  PathKind path() {
    return PathKind.DIRECT;
  }

  Scp2pException failure() {
    return new Scp2pException(ErrorCode.STALLED, "Nothing came, in this test.");
  }

  static ErrorCode code(Throwable error) {
    return ((Scp2pException) error).code();
  }

  static void assertGrammar(List<? extends NodeEvent> events) {
    List<String> words = events.stream().map(event -> event.getClass().getSimpleName()).toList();
    assertThat(words).hasSizeGreaterThan(1).startsWith("Started");
    assertThat(words.get(words.size() - 1)).isIn("Completed", "Failed", "Cancelled");
    assertThat(words.subList(1, words.size() - 1))
        .allMatch(word -> word.equals("StateChanged") || word.equals("Progress"));
    List<TransferEvent.Progress> progress =
        events.stream()
            .filter(TransferEvent.Progress.class::isInstance)
            .map(TransferEvent.Progress.class::cast)
            .toList();
    for (int i = 1; i < progress.size(); i++) {
      assertThat(progress.get(i).progress().mayFollow(progress.get(i - 1).progress())).isTrue();
    }
  }

  @Override
  public void pause(Runnable released) {
    asked.add("pause");
    onPause.accept(released);
  }

  @Override
  public void resume(Runnable queued) {
    asked.add("resume");
    onResume.accept(queued);
  }

  @Override
  public void cancel(Runnable released) {
    asked.add("cancel");
    onCancel.accept(released);
  }
}
