package io.scp2p.core.protocol.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.id.ShareId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.ExtensionRequest;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.RateClass;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which number each message of docs/catalog-protocol.md has, and what it may hold. */
class CatalogMessagesTest {
  private static final ShareId SHARE = ShareId.of(new byte[ShareId.LENGTH]);
  private static final Bytes HASH = Bytes.wrap(new byte[32]);
  private static final MessageCodec CODEC = CatalogMessages.addTo(MessageCodec.v1());

  private static boolean isRead(int type, ExtensionRequest request) {
    assertThat(request.type()).isEqualTo(type);
    try {
      return CODEC.decodeRequest(type, request.encoded()).equals(request);
    } catch (WireException refused) {
      return false;
    }
  }

  @Test
  void requestsHaveTheirNumbersAndComeBackAsTheyWere() {
    GetCatalog first = new GetCatalog(SHARE, 7, null);
    assertThat(isRead(680, first)).isTrue();
    assertThat(isRead(680, new GetCatalog(SHARE, -1, new GetCatalog.Base(3, HASH)))).isTrue();
    assertThat(first.answerType()).isEqualTo(681);
    assertThat(first.rateClass()).isEqualTo(RateClass.FETCH);
    GetPages pages = new GetPages(SHARE, List.of(HASH));
    assertThat(isRead(682, pages)).isTrue();
    assertThat(pages.answerType()).isEqualTo(683);
    assertThat(pages.rateClass()).isEqualTo(RateClass.CHUNK);
    assertThat(pages.isBulk()).isTrue();
    assertThat(isRead(684, new WatchShares(List.of(SHARE)))).isTrue();
    assertThat(isRead(685, new HeadChanged(SHARE, -1))).isTrue();
  }

  @Test
  void answersHaveTheirNumbersAndComeBackAsTheyWere() throws WireException {
    Bytes some = Bytes.parse("010203");
    Bytes signature = Bytes.wrap(new byte[64]);
    CatalogOffer offer = new CatalogOffer(some, some, signature, some, some);
    assertThat(CODEC.decodeResponse(681, offer.encoded())).isEqualTo(offer);
    assertThat(offer.type()).isEqualTo(681);
    CatalogOffer bare = new CatalogOffer(some, some, signature, some, null);
    assertThat(CODEC.decodeResponse(681, bare.encoded())).isEqualTo(bare);
    Pages pages = new Pages(List.of(some, Bytes.EMPTY));
    assertThat(CODEC.decodeResponse(683, pages.encoded())).isEqualTo(pages);
    assertThat(pages.type()).isEqualTo(683);
    for (int type : new int[] {684, 685}) {
      assertThat(CODEC.decodeResponse(type, Bytes.EMPTY)).isEqualTo(new Noted(type));
      assertThatThrownBy(() -> CODEC.decodeResponse(type, some)).isInstanceOf(WireException.class);
    }
  }

  @Test
  void requestsAskForSoMuchAndNoMore() {
    assertThat(isRead(682, new GetPages(SHARE, nCopies(HASH, GetPages.MAX_HASHES)))).isTrue();
    assertThat(isRead(682, new GetPages(SHARE, nCopies(HASH, GetPages.MAX_HASHES + 1)))).isFalse();
    assertThat(isRead(682, new GetPages(SHARE, List.of()))).isFalse();
    assertThat(isRead(684, new WatchShares(nCopies(SHARE, WatchShares.MAX_SHARES)))).isTrue();
    assertThat(isRead(684, new WatchShares(nCopies(SHARE, WatchShares.MAX_SHARES + 1)))).isFalse();
  }

  private static <T> List<T> nCopies(T of, int count) {
    return Collections.nCopies(count, of);
  }
}
