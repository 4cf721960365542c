package io.scp2p.api.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.scp2p.api.ShareLink;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.id.ShareKey;
import io.scp2p.api.transfer.CollisionRule;
import io.scp2p.api.transfer.ContentRef;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.Priority;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlansTest {
  private static final ShareId SHARE = ShareId.of(new byte[32]);
  private static final ShareLink LINK = new ShareLink(ShareKey.of(new byte[32]), List.of());

  @Test
  void aShareIsUnlistedUnlessToldOtherwise() {
    SharePlan plan = SharePlan.folder(Path.of("a")).title("Holiday").build();
    assertThat(plan.visibility()).isEqualTo(Visibility.PRIVATE);
    assertThat(plan.updates()).isNull();
    SharePlan full =
        SharePlan.text("note.txt", "between us")
            .updating(SHARE)
            .visibility(Visibility.PUBLIC)
            .community(CommunityId.of(new byte[32]))
            .tag("sun")
            .description("d")
            .build();
    assertThat(full.tags()).containsExactly("sun");
    assertThat(full.updates()).isEqualTo(SHARE);
    assertThat(full.toString()).doesNotContain("between us");
    assertThatThrownBy(() -> SharePlan.files(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDownloadOverwritesNothingUnlessToldOtherwise() {
    DownloadPlan plan = DownloadPlan.share(SHARE).into(Path.of("t"));
    assertThat(plan.collision()).isEqualTo(CollisionRule.KEEP_IF_SAME);
    assertThat(plan.items()).isEmpty();
    assertThat(plan.safeNames()).isTrue();
    ContentId content = ContentId.of(new byte[32]);
    DownloadPlan one =
        DownloadPlan.content(new ContentRef(SHARE, content))
            .exactNames()
            .priority(Priority.HIGH)
            .maxBytesPerSecond(5)
            .collision(CollisionRule.FAIL)
            .into(Path.of("t"));
    assertThat(one.items()).containsExactly(content);
    assertThat(one.safeNames()).isFalse();
    assertThatThrownBy(() -> DownloadPlan.share(SHARE).maxBytesPerSecond(-1).into(Path.of("t")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1_000.1, Double.NaN, Double.POSITIVE_INFINITY})
  void aWeightThatWouldUpsetTheRankingIsRefused(double weight) {
    assertThatThrownBy(() -> FollowPlan.of(LINK).withWeight(weight))
        .asInstanceOf(type(Scp2pException.class))
        .extracting(Scp2pException::code)
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void aPlanIsChangedByCopying() {
    FollowPlan plan = FollowPlan.of(LINK);
    assertThat(plan.withTrust(TrustLevel.TRUSTED).withWeight(1_000).asBlocklist())
        .isEqualTo(new FollowPlan(LINK, TrustLevel.TRUSTED, 1_000, true));
    assertThat(plan).isEqualTo(new FollowPlan(LINK, TrustLevel.NORMAL, 1.0, false));
  }

  @Test
  @SuppressWarnings("NullAway") // Callers need not have its checks.
  void aSourceIsWholeOrIsRefusedAtOnce() {
    assertThatThrownBy(() -> SharePlan.folder(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> SharePlan.text("name", null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> SharePlan.text(null, "text")).isInstanceOf(NullPointerException.class);
  }
}
