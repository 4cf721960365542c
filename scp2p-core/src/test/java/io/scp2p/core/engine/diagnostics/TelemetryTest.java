package io.scp2p.core.engine.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.EventsConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.event.LifecycleEvent;
import io.scp2p.api.event.TransferKind;
import io.scp2p.api.spi.MetricsSink;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.core.engine.diagnostics.TransferSpan.Outcome;
import io.scp2p.core.engine.event.EventHub;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Schedulers;

class TelemetryTest {
  private static final TransferId TRANSFER = new TransferId(new UUID(3, 4));
  private static final Path DOCUMENT = Path.of("../docs/metrics.md");

  /** Adds everything up. */
  private static final class Sums implements MetricsSink {
    final Map<String, Long> counts = new HashMap<>();
    final Map<String, Long> times = new HashMap<>();
    final Map<String, LongSupplier> gauges = new HashMap<>();

    @Override
    public void count(String name, long amount) {
      counts.merge(name, amount, Long::sum);
    }

    @Override
    public void time(String name, long nanos) {
      times.merge(name, nanos, Long::sum);
    }

    @Override
    public void gauge(String name, LongSupplier value) {
      gauges.put(name, value);
    }
  }

  private final Sums sums = new Sums();
  private final Telemetry telemetry = new Telemetry(sums, FlightRecords.NONE);

  private static List<String> names() throws IllegalAccessException {
    List<String> names = new ArrayList<>();
    for (Field field : Metrics.class.getDeclaredFields()) {
      names.add((String) field.get(null));
    }
    return names;
  }

  @Test
  void everyMetricIsFedUnderItsName() throws IllegalAccessException {
    for (TransferKind kind : TransferKind.values()) {
      TransferSpan span = telemetry.transferStarted(TRANSFER, kind);
      span.moved(10);
      span.ended(Outcome.COMPLETED, Duration.ofSeconds(1), 10);
    }
    telemetry
        .transferStarted(TRANSFER, TransferKind.UPLOAD)
        .ended(Outcome.FAILED, Duration.ofSeconds(1), 0);
    telemetry
        .transferStarted(TRANSFER, TransferKind.UPLOAD)
        .ended(Outcome.CANCELLED, Duration.ofSeconds(1), 0);
    telemetry.lookupEnded(Long.MAX_VALUE - 2, Long.MIN_VALUE + 2, 7, 1);
    telemetry.lookupEnded(0, 5, 3, 0);
    telemetry.suspiciousHandshake();
    telemetry.watch(hub());
    Set<String> fed =
        Stream.of(sums.counts, sums.times, sums.gauges)
            .flatMap(map -> map.keySet().stream())
            .collect(Collectors.toSet());
    assertThat(fed).containsExactlyInAnyOrderElementsOf(names());
    assertThat(sums.counts)
        .containsEntry(Metrics.TRANSFER_STARTED, 7L)
        .containsEntry(Metrics.TRANSFER_COMPLETED, 5L)
        .containsEntry(Metrics.RECEIVED_BYTES, 10L)
        .containsEntry(Metrics.LOOKUP_ASKED, 10L);
    assertThat(sums.times)
        .containsEntry(Metrics.LOOKUP_TIME, 10L)
        .containsEntry(Metrics.TRANSFER_TIME, 5_000_000_000L);
  }

  private static EventHub hub() {
    EventsConfig config = EventsConfig.builder().build();
    EventHub hub = new EventHub(config, TimeSource.system(), Schedulers.immediate());
    hub.publish(stamp -> new LifecycleEvent.ProblemRaised(stamp, ErrorCode.DISK_FULL));
    return hub;
  }

  /** The sink of a host outlives nodes. */
  @Test
  void afterTheEndGaugesReadNothingOfTheNode() {
    EventHub hub = hub();
    telemetry.watch(hub);
    telemetry.close();
    hub.publish(stamp -> new LifecycleEvent.ProblemCleared(stamp, ErrorCode.DISK_FULL));
    assertThat(sums.gauges.get(Metrics.EVENTS_PUBLISHED).getAsLong()).isEqualTo(1);
    assertThat(sums.gauges.get(Metrics.EVENTS_MISSED).getAsLong()).isZero();
    assertThat(sums.gauges.get(Metrics.EVENTS_SUBSCRIBERS).getAsLong()).isZero();
  }

  @Test
  void gaugesShowThePresent() {
    telemetry.watch(hub());
    LongSupplier open = sums.gauges.get(Metrics.TRANSFERS_OPEN);
    TransferSpan span = telemetry.transferStarted(TRANSFER, TransferKind.DOWNLOAD);
    assertThat(open.getAsLong()).isEqualTo(1);
    span.ended(Outcome.SUSPENDED, Duration.ZERO, 0);
    span.ended(Outcome.FAILED, Duration.ZERO, 0);
    assertThat(open.getAsLong()).isZero();
    assertThat(sums.counts).containsOnlyKeys(Metrics.TRANSFER_STARTED);
    assertThat(sums.gauges.get(Metrics.EVENTS_PUBLISHED).getAsLong()).isEqualTo(1);
  }

  @Test
  void aSinkThatThrowsHarmsNobody() {
    int[] calls = new int[1];
    MetricsSink broken =
        new MetricsSink() {
          @Override
          public void count(String name, long amount) {
            calls[0]++;
            throw new IllegalStateException("made for this test");
          }

          @Override
          public void time(String name, long nanos) {
            throw new StackOverflowError("made for this test");
          }

          @Override
          public void gauge(String name, LongSupplier value) {
            throw new IllegalStateException("made for this test");
          }
        };
    Telemetry careful = new Telemetry(broken, FlightRecords.NONE);
    TransferSpan span = careful.transferStarted(TRANSFER, TransferKind.DOWNLOAD);
    span.ended(Outcome.COMPLETED, Duration.ZERO, 0);
    assertThat(calls[0]).isEqualTo(2);
  }

  @Test
  void theDocumentListsEveryMetricAndNoOther() throws Exception {
    String text = Files.readString(DOCUMENT);
    Matcher row = Pattern.compile("(?m)^\\| `([a-z.]+)` \\| (count|time|gauge) \\|").matcher(text);
    List<String> listed = new ArrayList<>();
    while (row.find()) {
      listed.add(row.group(1));
    }
    assertThat(listed).containsExactlyInAnyOrderElementsOf(names());
  }

  @Test
  void theDocumentListsEveryRecordingWithItsFields() throws IOException {
    String text = Files.readString(DOCUMENT);
    List<Class<? extends Event>> records =
        List.of(JfrRecords.TransferRecord.class, JfrRecords.LookupRecord.class);
    for (Class<? extends Event> record : records) {
      String fields =
          Arrays.stream(record.getDeclaredFields())
              .filter(field -> !field.isSynthetic())
              .filter(field -> !java.lang.reflect.Modifier.isStatic(field.getModifiers()))
              .filter(field -> !java.lang.reflect.Modifier.isTransient(field.getModifiers()))
              .map(field -> "`" + field.getName() + "`")
              .collect(Collectors.joining(", "));
      String name = record.getAnnotation(Name.class).value();
      assertThat(text).contains("| `" + name + "` | " + fields + " |");
    }
  }

  @Test
  void flightRecorderShowsTransfersAndLookups(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("test.jfr");
    Telemetry recorded = new Telemetry(MetricsSink.none());
    try (Recording recording = new Recording()) {
      recording.start();
      TransferSpan span = recorded.transferStarted(TRANSFER, TransferKind.UPLOAD);
      span.ended(Outcome.CANCELLED, Duration.ofMillis(70), 1234);
      recorded.lookupEnded(0, 1_000, 5, 2);
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().startsWith("io.scp2p."))
            .toList();
    assertThat(events).hasSize(2);
    RecordedEvent transfer = events.get(0);
    assertThat(transfer.getEventType().getName()).isEqualTo("io.scp2p.Transfer");
    assertThat(transfer.getString("transfer")).isEqualTo(TRANSFER.toString());
    assertThat(transfer.getString("outcome")).isEqualTo("CANCELLED");
    assertThat(transfer.getDuration("active")).hasMillis(70);
    assertThat(transfer.getLong("bytes")).isEqualTo(1234);
    assertThat(events.get(1).getInt("asked")).isEqualTo(5);
  }

  /**
   * Run by the next test in a Java runtime without Flight Recorder; its exit code is the answer.
   */
  static final class WithoutFlightRecorder {
    public static void main(String[] arguments) {
      boolean absent = ModuleLayer.boot().findModule("jdk.jfr").isEmpty();
      Telemetry telemetry = new Telemetry(MetricsSink.none());
      telemetry
          .transferStarted(TRANSFER, TransferKind.DOWNLOAD)
          .ended(Outcome.COMPLETED, Duration.ZERO, 0);
      telemetry.lookupEnded(0, 1, 1, 1);
      Runtime.getRuntime().exit(absent ? 42 : 1);
    }
  }

  @Test
  void aRuntimeWithoutFlightRecorderDoes() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--limit-modules",
                "java.base,java.logging",
                "-cp",
                System.getProperty("java.class.path"),
                WithoutFlightRecorder.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isEqualTo(42);
  }
}
