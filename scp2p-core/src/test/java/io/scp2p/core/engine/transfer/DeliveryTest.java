package io.scp2p.core.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class DeliveryTest {
  private static ErrorCode code(Scheduler signals, Mono<String> answer) {
    Mono<String> delivered = Delivery.on(signals, answer);
    return catchThrowableOfType(Scp2pException.class, () -> delivered.block(Duration.ofSeconds(10)))
        .code();
  }

  @Test
  void aSchedulerThatTakesNoMoreForNowIsBusy() {
    Scheduler full =
        Schedulers.fromExecutor(
            task -> {
              throw new RejectedExecutionException("full");
            });
    assertThat(code(full, Mono.just("answer"))).isEqualTo(ErrorCode.TOO_BUSY);
  }

  @Test
  void aSchedulerThatHasEndedIsOfAClosedNode() {
    Scheduler ended = Schedulers.newSingle("ended");
    ended.dispose();
    assertThat(code(ended, Mono.just("answer"))).isEqualTo(ErrorCode.NODE_CLOSED);
  }

  @Test
  void workThatWasNotTakenAnyMoreIsOfAClosedNode() {
    Mono<String> late = Mono.error(new RejectedExecutionException("closed"));
    assertThat(code(Schedulers.immediate(), late)).isEqualTo(ErrorCode.NODE_CLOSED);
  }

  @Test
  void whatCompletesLaterIsAnsweredWithItsValueNothingOrItsCause() {
    Duration patience = Duration.ofSeconds(10);
    assertThat(Delivery.later(() -> CompletableFuture.completedFuture("answer")).block(patience))
        .isEqualTo("answer");
    CompletableFuture<Void> nothing = CompletableFuture.completedFuture(null);
    assertThat(Delivery.later(() -> nothing).blockOptional(patience)).isEmpty();
    IllegalStateException cause = new IllegalStateException("for this test");
    CompletableFuture<String> failed =
        CompletableFuture.<String>failedFuture(cause).thenApply(value -> value);
    assertThatThrownBy(() -> Delivery.later(() -> failed).block(patience)).isSameAs(cause);
  }

  @Test
  void whatNobodyWaitsForAnyMoreGoesOnAndItsFailureStaysOutOfTheLog() {
    List<Throwable> logged = new ArrayList<>();
    List<Object> heard = new ArrayList<>();
    CompletableFuture<String> work = new CompletableFuture<>();
    Hooks.onErrorDropped(logged::add);
    try {
      Delivery.later(() -> work).subscribe(heard::add, heard::add).dispose();
      assertThat(work).isNotDone();
      assertThat(work.completeExceptionally(new IllegalStateException("for this test"))).isTrue();
    } finally {
      Hooks.resetOnErrorDropped();
    }
    assertThat(logged).isEmpty();
    assertThat(heard).isEmpty();
  }
}
