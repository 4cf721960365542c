package io.scp2p.api.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransferStateTest {
  /** The published table, written down a second time on purpose. */
  private static final List<String> TABLE =
      List.of(
          "IDLE CONNECT_REQUEST CONNECTING",
          "IDLE CHUNKS_COMPLETE VERIFYING",
          "IDLE PAUSE_REQUEST PAUSED",
          "CONNECTING CONNECT_RESPONSE AUTHENTICATING",
          "CONNECTING PATH_LOST CONNECTING",
          "CONNECTING PAUSE_REQUEST PAUSED",
          "AUTHENTICATING AUTHENTICATION_SUCCESS TRANSFERRING",
          "AUTHENTICATING AUTHENTICATION_FAILURE ERROR",
          "AUTHENTICATING PATH_LOST CONNECTING",
          "AUTHENTICATING PAUSE_REQUEST PAUSED",
          "TRANSFERRING CHUNK_SENT TRANSFERRING",
          "TRANSFERRING CHUNK_RECEIVED TRANSFERRING",
          "TRANSFERRING PATH_LOST CONNECTING",
          "TRANSFERRING CHUNKS_COMPLETE VERIFYING",
          "TRANSFERRING PAUSE_REQUEST PAUSED",
          "VERIFYING VERIFIED COMPLETED",
          "VERIFYING VERIFICATION_FAILURE CONNECTING",
          "VERIFYING PAUSE_REQUEST PAUSED",
          "PAUSED RESUME_REQUEST IDLE");

  private static Optional<TransferState> expected(TransferState from, TransferTrigger trigger) {
    if (!from.isTerminal() && trigger == TransferTrigger.CANCEL_REQUEST) {
      return Optional.of(TransferState.CANCELLED);
    }
    if (!from.isTerminal() && trigger == TransferTrigger.ERROR) {
      return Optional.of(TransferState.ERROR);
    }
    return TABLE.stream()
        .map(row -> row.split(" "))
        .filter(row -> row[0].equals(from.name()) && row[1].equals(trigger.name()))
        .map(row -> TransferState.valueOf(row[2]))
        .findFirst();
  }

  @ParameterizedTest
  @EnumSource
  void everyStateAndTriggerLeadsWhereTheTableSays(TransferState from) {
    for (TransferTrigger trigger : TransferTrigger.values()) {
      assertThat(from.on(trigger)).as(from + " on " + trigger).isEqualTo(expected(from, trigger));
      assertThat(from.triggers().contains(trigger)).isEqualTo(from.on(trigger).isPresent());
    }
  }

  @ParameterizedTest
  @EnumSource
  void canMoveToIsTheTableWithoutItsTriggers(TransferState from) {
    for (TransferState to : TransferState.values()) {
      boolean row =
          Stream.of(TransferTrigger.values())
              .anyMatch(trigger -> expected(from, trigger).equals(Optional.of(to)));
      assertThat(from.canMoveTo(to)).as(from + " to " + to).isEqualTo(row);
    }
  }

  @Test
  void nothingFollowsATerminalState() {
    assertThat(TransferState.values())
        .filteredOn(TransferState::isTerminal)
        .containsExactly(TransferState.COMPLETED, TransferState.ERROR, TransferState.CANCELLED)
        .allMatch(state -> state.triggers().isEmpty());
    assertThat(TransferState.unfinished()).hasSize(6).noneMatch(TransferState::isTerminal);
  }

  @Test
  void everyStateCanBeReachedAndEveryTriggerIsUsed() {
    Set<TransferState> reached = EnumSet.of(TransferState.IDLE);
    Set<TransferTrigger> used = EnumSet.noneOf(TransferTrigger.class);
    ArrayDeque<TransferState> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      TransferState state = open.remove();
      used.addAll(state.triggers());
      state.triggers().stream()
          .flatMap(trigger -> state.on(trigger).stream())
          .filter(reached::add)
          .forEach(open::add);
    }
    assertThat(reached).containsExactly(TransferState.values());
    assertThat(used).containsExactly(TransferTrigger.values());
  }

  @ParameterizedTest
  @EnumSource(
      names = {"COMPLETED", "ERROR", "CANCELLED"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyUnfinishedTransferCanBeCancelled(TransferState state) {
    assertThat(state.canMoveTo(TransferState.CANCELLED)).isTrue();
    assertThat(state.canMoveTo(TransferState.ERROR)).isTrue();
  }

  @Test
  void thePublishedTableIsTheOneThatRuns() throws IOException {
    String source =
        Files.readString(Path.of("src/main/java/io/scp2p/api/transfer/TransferState.java"));
    List<String> published =
        source
            .substring(source.indexOf("<pre>"), source.indexOf("</pre>"))
            .lines()
            .skip(3)
            .map(line -> line.replace("*", "").strip().replaceAll(" +", " "))
            .filter(line -> !line.isEmpty())
            .toList();
    assertThat(published).isEqualTo(TABLE);
  }
}
