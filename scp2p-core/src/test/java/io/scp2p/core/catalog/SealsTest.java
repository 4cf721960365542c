package io.scp2p.core.catalog;

import static io.scp2p.core.catalog.SealsPropertyTest.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.core.catalog.ManifestLimits.Excess;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.message.ManifestData;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.ShareHead;
import io.scp2p.core.wire.record.ShareItem;
import io.scp2p.core.wire.record.Visibility;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealsTest {
  private static final SigningKey KEY = key(1);
  private static final long NOW = 1_700_000_000L;
  private static final long UNSIGNED_MAX = -1L;
  private static final CommunityId COMMUNITY = CommunityId.of(new byte[32]);

  private static ShareItem item(long chunks) {
    return new ShareItem(
        ContentId.of(new byte[32]),
        5,
        "a.txt",
        null,
        null,
        List.of(),
        chunks,
        Bytes.wrap(new byte[32]));
  }

  private static Manifest.Body body(List<ShareItem> items) {
    return new CatalogDraft("T", "D", Visibility.PRIVATE, List.of(), items)
        .body(KEY.shareKey(), CatalogDraft.FIRST_SEQ, NOW);
  }

  private static Manifest expiring(long createdAt, long expiresAt) {
    Manifest.Body plain = body(List.of());
    return ManifestSeal.sign(
        new Manifest.Body(
            plain.version(),
            plain.shareKey(),
            plain.shareId(),
            plain.seq(),
            createdAt,
            expiresAt,
            plain.title(),
            plain.description(),
            plain.visibility(),
            plain.communities(),
            plain.items(),
            plain.recommendedShares()),
        KEY);
  }

  @Test
  void aDraftBecomesWhatTheReferencePublishes() {
    Manifest.Body body = body(List.of(item(1)));
    assertThat(body.version()).isEqualTo(1);
    assertThat(body.seq()).isEqualTo(1);
    assertThat(body.expiresAt()).isNull();
    assertThat(body.recommendedShares()).isEmpty();
    assertThat(body.shareId()).isEqualTo(KEY.shareKey().id());
  }

  @Test
  void timesAreUnsigned() {
    assertThat(ManifestSeal.verify(expiring(NOW, UNSIGNED_MAX), NOW)).isEmpty();
    assertThat(ManifestSeal.verify(expiring(NOW, UNSIGNED_MAX - 1), UNSIGNED_MAX))
        .contains(SealFault.EXPIRED);
    assertThat(ManifestSeal.verify(expiring(UNSIGNED_MAX, NOW), NOW))
        .contains(SealFault.EXPIRY_BEFORE_CREATION);
  }

  @Test
  void nobodySignsForAnotherShare() {
    assertThatThrownBy(() -> ManifestSeal.sign(body(List.of()), key(2)))
        .isInstanceOf(IllegalArgumentException.class);
    ShareHead.Body head =
        HeadSeal.announcing(ManifestSeal.sign(body(List.of()), KEY), NOW, KEY).body();
    assertThatThrownBy(() -> HeadSeal.sign(head, key(2)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theNewerHeadHasTheHigherSeqAndThenTheLaterTime() {
    ShareHead old = head(7, NOW);
    assertThat(HeadSeal.BY_AGE.compare(old, head(8, 0))).isNegative();
    assertThat(HeadSeal.BY_AGE.compare(old, head(7, NOW + 1))).isNegative();
    assertThat(HeadSeal.BY_AGE.compare(head(UNSIGNED_MAX, 0), old)).isPositive();
    assertThat(HeadSeal.BY_AGE.compare(old, head(7, NOW))).isZero();
  }

  private static ShareHead head(long seq, long updatedAt) {
    ShareHead any = HeadSeal.announcing(ManifestSeal.sign(body(List.of()), KEY), NOW, KEY);
    return new ShareHead.Body(any.body().shareId(), seq, any.body().latestManifestId(), updatedAt)
        .signed(any.signature());
  }

  @Test
  void threeThousandItemsAreAllowedAndOneMoreIsNot() {
    assertThat(ManifestLimits.check(body(Collections.nCopies(3_000, item(0))))).isEmpty();
    assertThat(ManifestLimits.check(body(Collections.nCopies(3_001, item(0)))))
        .contains(Excess.ITEMS);
  }

  @Test
  void aHundredThousandChunksAreAllowedAndOneMoreIsNot() {
    assertThat(ManifestLimits.check(body(List.of(item(99_999), item(1))))).isEmpty();
    assertThat(ManifestLimits.check(body(List.of(item(99_999), item(2))))).contains(Excess.CHUNKS);
  }

  @Test
  void chunkCountsThatWrapAroundInThirtyTwoBitsAreSeen() {
    assertThat(ManifestLimits.check(body(Collections.nCopies(4, item(1L << 30)))))
        .contains(Excess.CHUNKS);
  }

  @Test
  void theLargestManifestJustFitsIntoAnAnswer() {
    byte[] id = new byte[32];
    Arrays.fill(id, (byte) 0xff);
    Bytes largest = Bytes.wrap(new byte[ManifestLimits.MAX_ENCODED_BYTES]);
    ManifestData answer = new ManifestData(ManifestId.of(id), largest);
    assertThat(answer.encoded().size()).isEqualTo(WireLimits.PAYLOAD_BYTES);
    assertThat(ManifestLimits.check(body(List.of()), largest.size())).isEmpty();
    assertThat(ManifestLimits.check(body(List.of()), largest.size() + 1)).contains(Excess.BYTES);
    assertThat(ManifestLimits.check(body(List.of(item(100_001))), 1)).contains(Excess.CHUNKS);
  }
}
