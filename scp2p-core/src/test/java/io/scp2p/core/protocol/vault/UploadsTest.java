package io.scp2p.core.protocol.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.vault.Keys;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.VaultRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holders that take something and do not keep it. */
class UploadsTest {
  private static final VaultLayout LAYOUT = new VaultLayout(200_000, 4, 2, 10);
  private static final Set<Integer> ALL_RUNS = Set.of(0, 1, 2, 3, 4, 5, 6);
  private static final Target TARGET =
      new Target(0, 0, NodeKey.of(Keys.bytes(1, 32)), Bytes.wrap(Keys.bytes(2, 32)));

  private final Uploads uploads = new Uploads(LAYOUT, new Numbers());
  private final List<VaultEffect> effects = new ArrayList<>();
  private long now;

  UploadsTest() {
    uploads.add(TARGET, null);
  }

  /** What is asked next, after as long a pause as there has to be. */
  private VaultEffect asked() {
    effects.clear();
    while (effects.isEmpty() && uploads.deadlineNanos().isPresent()) {
      now = Math.max(now, uploads.deadlineNanos().getAsLong());
      uploads.onTimeout(now, effects);
      uploads.advance(now, ALL_RUNS, effects);
    }
    uploads.advance(now, ALL_RUNS, effects);
    return effects.get(0);
  }

  private void answer(long ask, VaultAnswer answer) {
    effects.clear();
    assertThat(uploads.answered(now, ask, answer, effects)).isTrue();
  }

  private boolean looksForAnother() {
    return effects.stream().anyMatch(VaultEffect.NeedTarget.class::isInstance);
  }

  /** Takes so many runs each time it is asked anew, and then says that it failed. */
  private int attemptsWith(int runsTakenAtFirst, int moreEachTime) {
    int attempts = 0;
    int taken = runsTakenAtFirst;
    while (!looksForAnother() && attempts < 100) {
      attempts++;
      VaultEffect.Open open = (VaultEffect.Open) asked();
      answer(open.ask(), new VaultAnswer.Opened(Bytes.wrap(new byte[16]), 0));
      for (int run = 0; run < taken; run++) {
        VaultEffect.Send send = (VaultEffect.Send) asked();
        answer(send.ask(), new VaultAnswer.Stored(LAYOUT.endSegment(run)));
      }
      VaultEffect.Send send = (VaultEffect.Send) asked();
      answer(send.ask(), new VaultAnswer.Refused(VaultRefusal.FAILED));
      taken = Math.min(taken + moreEachTime, LAYOUT.runs() - 1);
    }
    return attempts;
  }

  @Test
  void aHolderThatTakesTheSameRunAgainAndAgainIsReplaced() {
    assertThat(LAYOUT.runs()).isEqualTo(ALL_RUNS.size());
    // The first attempt brings something: what fails from then on counts.
    assertThat(attemptsWith(1, 0)).isEqualTo(Uploads.MAX_FAILURES);
  }

  @Test
  void aHolderThatFailsNowAndThenButGetsFurtherIsNot() {
    assertThat(attemptsWith(1, 1)).isEqualTo(LAYOUT.runs() - 1 + Uploads.MAX_FAILURES - 1);
  }
}
