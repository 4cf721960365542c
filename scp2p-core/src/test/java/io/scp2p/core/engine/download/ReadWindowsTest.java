package io.scp2p.core.engine.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is held for readers. */
class ReadWindowsTest {
  private final ReadWindows windows = new ReadWindows();

  private static int size(ReadWindows windows) {
    int[] size = {0};
    windows.held().forEach(chunk -> size[0]++);
    return size[0];
  }

  @Test
  void noMoreReadersAreAdmittedThanMayBe() {
    for (long reader = 0; reader < ReadWindows.MAX_READERS; reader++) {
      assertThat(windows.admits(reader)).isTrue();
      windows.move(reader, 200 * reader);
    }
    assertThat(windows.admits(99)).isFalse();
    assertThat(windows.admits(3)).as("it is one of them").isTrue();
    windows.leave(3);
    assertThat(windows.admits(99)).isTrue();
  }

  @Test
  void noMoreIsHeldThanAWindowForEachReader() {
    for (long reader = 0; reader < ReadWindows.MAX_READERS; reader++) {
      windows.move(reader, 200 * reader);
    }
    List<Long> dropped = new ArrayList<>();
    for (long chunk = 0; chunk < 2_000; chunk++) {
      windows.put(chunk, Bytes.EMPTY);
      windows.trim(dropped::add);
      assertThat(size(windows)).isLessThanOrEqualTo(ReadWindows.MAX_READERS * ReadWindows.AHEAD);
    }
    assertThat(size(windows)).isEqualTo(ReadWindows.MAX_READERS * ReadWindows.AHEAD);
    assertThat(dropped).hasSize(2_000 - ReadWindows.MAX_READERS * ReadWindows.AHEAD);
    assertThat(windows.get(1_431)).isNotNull();
    assertThat(windows.get(1_432)).isNull();
  }

  @Test
  void whoIsNearIsKnown() {
    windows.move(1, 100);
    assertThat(windows.isNear(0, 100)).isFalse();
    assertThat(windows.isNear(0, 101)).isTrue();
    assertThat(windows.isNear(131, 500)).isTrue();
    assertThat(windows.isNear(132, 500)).isFalse();
  }
}
