package io.scp2p.core.protocol.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.catalog.HeadSeal;
import io.scp2p.core.catalog.ManifestSeal;
import io.scp2p.core.protocol.sync.Publisher.Signed;
import io.scp2p.core.wire.U64;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.message.ManifestData;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Whatever peers answer: the number never goes back, and nothing unverified is adopted. */
class SyncPropertyTest {
  private static final long NOW = Publisher.CREATED + 1_000;
  private static final Publisher PUBLISHER = new Publisher(1);
  private static final Publisher STRANGER = new Publisher(2);
  private static final List<Signed> VERSIONS =
      List.of(
          PUBLISHER.version(1, "a"),
          PUBLISHER.version(2, "a", "b"),
          PUBLISHER.version(2, "x"),
          PUBLISHER.version(3, "c"),
          PUBLISHER.version(9, NOW - 1, "expired", List.of()),
          PUBLISHER.version(-2L, "far"));

  private @Nullable LocalVersion local;

  @Property(tries = 300)
  void numberNeverGoesBackAndNothingUnverifiedIsAdopted(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    local = null;
    for (int look = 0; look < 12; look++) {
      LocalVersion before = local;
      SyncOutcome outcome = look(random);
      if (outcome instanceof SyncOutcome.Adopt adopt) {
        assertThat(HeadSeal.verify(adopt.head().head(), PUBLISHER.key.shareKey())).isEmpty();
        assertThat(ManifestSeal.verify(adopt.manifest().manifest(), NOW)).isEmpty();
        assertThat(adopt.manifest().manifest().body().seq()).isEqualTo(adopt.head().seq());
        assertThat(adopt.manifest().id()).isEqualTo(adopt.head().manifestId());
        assertThat(before == null || U64.isLess(before.seq(), adopt.head().seq())).isTrue();
        local = new LocalVersion(adopt.head().seq(), adopt.manifest().id());
      }
    }
  }

  /** One look, every question of which is answered with anything, in any order, or not at all. */
  private SyncOutcome look(SplittableRandom random) {
    SyncMachine machine = new SyncMachine(local);
    long now = random.nextLong();
    ArrayDeque<SyncEffect> open = new ArrayDeque<>();
    List<SyncEffect> effects =
        machine.accept(
            now,
            new SyncInput.Peers(
                List.of(Publisher.peer(1), Publisher.peer(2), Publisher.peer(3)), true));
    while (true) {
      for (SyncEffect effect : effects) {
        if (effect instanceof SyncEffect.Done done) {
          assertThat(machine.deadlineNanos()).isEmpty();
          return done.outcome();
        }
        open.add(effect);
      }
      if (open.isEmpty() || random.nextInt(8) == 0) {
        Duration pause = Duration.ofMillis(random.nextInt(40_000));
        now = machine.deadlineNanos().orElse(now) + pause.toNanos();
        effects = machine.onTimeout(now);
      } else {
        effects = machine.accept(now, reply(random, open.remove()));
      }
    }
  }

  private static SyncInput reply(SplittableRandom random, SyncEffect effect) {
    if (effect instanceof SyncEffect.AskHead ask) {
      return new SyncInput.Answered(ask.ask(), head(random));
    }
    if (effect instanceof SyncEffect.AskValue ask) {
      return new SyncInput.Answered(ask.ask(), ManifestCheck.value(ask.head(), value(random), NOW));
    }
    if (effect instanceof SyncEffect.AskManifest ask) {
      Signed any = any(random);
      return new SyncInput.Answered(
          ask.ask(),
          random.nextInt(4) == 0
              ? new Finding.Unanswered(ErrorCode.CONNECTION_LOST)
              : ManifestCheck.direct(
                  ask.head(),
                  new ManifestData(ask.head().manifestId(), any.manifest().encoded()),
                  NOW));
    }
    if (effect instanceof SyncEffect.ReadCache read) {
      return new SyncInput.CacheRead(
          ManifestCheck.cached(read.head(), any(random).manifest().encoded(), NOW));
    }
    // Answers that nobody asked for change nothing.
    return new SyncInput.Answered(random.nextLong(), new Finding.Nothing());
  }

  private static Signed any(SplittableRandom random) {
    return VERSIONS.get(random.nextInt(VERSIONS.size()));
  }

  private static Finding head(SplittableRandom random) {
    FindValueResult answer =
        switch (random.nextInt(6)) {
          case 0 -> new FindValueResult(null, List.of());
          case 1 -> PUBLISHER.answer(PUBLISHER.forged(random.nextLong()));
          case 2 -> STRANGER.answer(STRANGER.version(50).head());
          case 3 -> PUBLISHER.answer(PUBLISHER.headOf(any(random).manifest(), random.nextInt(20)));
          default -> PUBLISHER.answer(any(random).head());
        };
    return HeadCheck.examine(PUBLISHER.key.shareKey(), answer);
  }

  private static FindValueResult value(SplittableRandom random) {
    return random.nextInt(3) == 0
        ? new FindValueResult(null, List.of())
        : Publisher.answer(any(random).manifest());
  }
}
