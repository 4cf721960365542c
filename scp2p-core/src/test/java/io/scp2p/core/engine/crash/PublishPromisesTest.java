package io.scp2p.core.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What the kill test takes for a loss. */
class PublishPromisesTest {
  private final PublishPromises promises = new PublishPromises();

  /** A run that is killed after these lines; the next one finds what {@code found} says. */
  private void killedAfter(String line, String... found) {
    promises.heard("PUBLISHED s 1");
    promises.heard("PUBLISHED t 1");
    promises.heard(line);
    promises.nextRun();
    for (String each : found) {
      promises.heard(each);
    }
    promises.heard("READY");
  }

  @Test
  void aShareThatIsGoneAfterAnUpdateIsALoss() {
    assertThatThrownBy(() -> killedAfter("UPDATING s", "IS-SHARE t 1 1"))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void anOlderVersionAfterAnUpdateIsALoss() {
    assertThatThrownBy(() -> killedAfter("UPDATING s", "IS-SHARE s 0 1", "IS-SHARE t 1 1"))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void theOlderVersionOfAnUpdatedShareIsNone() {
    killedAfter("UPDATING s", "IS-SHARE s 1 1", "IS-SHARE t 1 1");
    assertThat(promises.isReady()).isTrue();
  }

  @Test
  void theNewerVersionOfAnUpdatedShareIsNone() {
    killedAfter("UPDATING s", "IS-SHARE s 2 1", "IS-SHARE t 1 1");
    assertThat(promises.isReady()).isTrue();
  }

  @Test
  void aShareThatWasBeingWithdrawnMayBeGone() {
    killedAfter("UNPUBLISHING s", "IS-SHARE t 1 1");
    assertThat(promises.isReady()).isTrue();
  }
}
