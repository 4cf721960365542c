package io.scp2p.api.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.id.NodeId;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferProgress;
import io.scp2p.api.transfer.TransferState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class NodeEventTest {
  private static final TransferId TRANSFER = new TransferId(new UUID(1, 2));

  private static EventStamp stamp(long sequence) {
    return new EventStamp(sequence, Instant.EPOCH.plusSeconds(sequence));
  }

  private static NodeEvent event(long sequence) {
    return new LifecycleEvent.Started(stamp(sequence), NodeId.of(new byte[20]));
  }

  @Test
  void anEventFollowsTheOneWithTheNumberBefore() {
    assertThat(event(2).mayFollow(event(1))).isTrue();
    assertThat(event(3).mayFollow(event(1))).isFalse();
    assertThat(event(1).mayFollow(event(1))).isFalse();
    assertThat(event(1).mayFollow(event(2))).isFalse();
    assertThat(event(2).at()).isEqualTo(Instant.ofEpochSecond(2));
  }

  @Test
  void missedEventsFillTheirGapExactly() {
    EventsMissed missed = new EventsMissed(2, stamp(5));
    assertThat(missed.count()).isEqualTo(4);
    assertThat(missed.to()).isEqualTo(5);
    assertThat(missed.mayFollow(event(1))).isTrue();
    assertThat(missed.mayFollow(event(2))).isFalse();
    assertThat(event(6).mayFollow(missed)).isTrue();
    assertThat(event(5).mayFollow(missed)).isFalse();
    assertThat(new EventsMissed(6, stamp(6)).mayFollow(missed)).isTrue();
  }

  @Test
  void numbersStartAtOneAndGapsAreNotEmpty() {
    assertThatThrownBy(() -> stamp(0)).hasMessage("sequence starts at 1, not 0");
    assertThatThrownBy(() -> new EventsMissed(6, stamp(5))).hasMessage("missed from 6 to 5");
    assertThatThrownBy(() -> new EventsMissed(0, stamp(5)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource
  void onlyTransitionsOfTheTableAreReported(TransferState from) {
    for (TransferState to : TransferState.values()) {
      boolean reported = from != to && !to.isTerminal() && from.canMoveTo(to);
      assertThat(canBeMade(from, to)).as(from + " to " + to).isEqualTo(reported);
    }
  }

  private static boolean canBeMade(TransferState from, TransferState to) {
    try {
      return new TransferEvent.StateChanged(stamp(1), TRANSFER, from, to).to() == to;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Test
  void progressNamesItsTransfer() {
    TransferProgress progress = new TransferProgress(TRANSFER, 1, 2, 0, null, List.of());
    assertThat(new TransferEvent.Progress(stamp(1), progress).transfer()).isEqualTo(TRANSFER);
  }

  static Stream<Class<?>> eventTypes() {
    return leaves(NodeEvent.class);
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(NodeEventTest::leaves)
        : Stream.of(type);
  }

  @ParameterizedTest
  @MethodSource("eventTypes")
  void everyEventIsARecordThatStatesItsDeliveryPromise(Class<?> type) throws IOException {
    assertThat(type.isRecord()).isTrue();
    Class<?> file = type.getNestHost();
    String source =
        Files.readString(
            Path.of("src/main/java/io/scp2p/api/event", file.getSimpleName() + ".java"));
    int record = source.indexOf("record " + type.getSimpleName() + "(");
    String documentation = source.substring(source.lastIndexOf("/**", record), record);
    assertThat(documentation)
        .containsPattern("/\\*\\*\\s+\\*? ?(Guaranteed|Ephemeral|Terminal)\\b");
  }

  @Test
  void theTestSeesEveryEvent() {
    assertThat(eventTypes()).hasSizeGreaterThan(40).doesNotHaveDuplicates();
  }
}
