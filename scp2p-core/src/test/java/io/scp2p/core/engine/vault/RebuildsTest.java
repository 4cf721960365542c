package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.core.wire.Bytes;
import org.junit.jupiter.api.Test;

/** How many there may be; that they rebuild anything is in {@code VaultCareNodesTest}. */
class RebuildsTest {
  private final Rebuilds<String> rebuilds = new Rebuilds<>();

  private static Bytes shard(int number) {
    return Bytes.wrap(new byte[] {(byte) number});
  }

  private void fill() {
    for (int i = 0; i < Rebuilds.MAX; i++) {
      assertThat(rebuilds.hasRoomFor(shard(i))).isTrue();
      rebuilds.add(shard(i), "rebuild " + i);
    }
  }

  @Test
  void soManyAtOnceAndNoMore() {
    fill();
    assertThat(rebuilds.hasRoomFor(shard(99))).isFalse();
    assertThatThrownBy(() -> rebuilds.add(shard(99), "one more"))
        .isInstanceOf(IllegalStateException.class);
    rebuilds.remove(shard(1), "rebuild 1");
    assertThat(rebuilds.hasRoomFor(shard(99))).as("one has ended").isTrue();
  }

  @Test
  void eachShardOnce() {
    rebuilds.add(shard(1), "first");
    assertThat(rebuilds.hasRoomFor(shard(1))).isFalse();
    assertThat(rebuilds.has(shard(1), "first")).isTrue();
    rebuilds.remove(shard(1), "first");
    assertThat(rebuilds.has(shard(1), "first")).isFalse();
    assertThat(rebuilds.hasRoomFor(shard(1))).isTrue();
  }

  @Test
  void oneThatHasEndedTakesNoOtherAlong() {
    rebuilds.add(shard(1), "first");
    rebuilds.remove(shard(1), "first");
    rebuilds.add(shard(1), "second");
    rebuilds.remove(shard(1), "first");
    assertThat(rebuilds.has(shard(1), "second")).isTrue();
  }

  @Test
  void afterTheEndNothingBegins() {
    fill();
    assertThat(rebuilds.close()).hasSize(Rebuilds.MAX);
    assertThat(rebuilds.hasRoomFor(shard(99))).isFalse();
    assertThat(rebuilds.close()).isEmpty();
  }
}
