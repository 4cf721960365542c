package io.scp2p.core.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import org.junit.jupiter.api.Test;

/** 611 and 612. */
class ContentMessagesTest {
  private final ContentId id = ContentId.of(new byte[32]);

  private static Bytes bytes(int count) {
    return Bytes.wrap(new byte[count]);
  }

  private static Bytes page(int hashBytes, int proofBytes) {
    CborWriter out = new CborWriter();
    out.map(2);
    out.key("hashes");
    out.bytes(bytes(hashBytes));
    out.key("proof");
    out.bytes(bytes(proofBytes));
    return out.toBytes();
  }

  @Test
  void whatWasWrittenIsRead() throws Exception {
    GetHashPage ask = new GetHashPage(id, 0xffff_ffffL);
    assertThat(CborReader.decode(ask.encoded(), GetHashPage::read)).isEqualTo(ask);
    HashPage page = new HashPage(bytes(262_144), bytes(96));
    assertThat(CborReader.decode(page.encoded(), HashPage::read)).isEqualTo(page);
    GetHoldings holdings = new GetHoldings(id);
    assertThat(CborReader.decode(holdings.encoded(), GetHoldings::read)).isEqualTo(holdings);
    for (Bytes parts : new Bytes[] {null, Bytes.EMPTY, bytes(HeldParts.MAX_BYTES)}) {
      HeldParts held = new HeldParts(parts);
      assertThat(CborReader.decode(held.encoded(), HeldParts::read)).isEqualTo(held);
    }
    MessageCodec codec =
        ContentMessages.addTo(
            ContentMessages.addTo(MessageCodec.v1(), GetHashPage.FEATURE), GetHoldings.FEATURE);
    assertThat(codec.decodeRequest(612, ask.encoded())).isEqualTo(ask);
    assertThat(codec.decodeResponse(611, new HeldParts(null).encoded()))
        .isEqualTo(new HeldParts(null));
    assertThatThrownBy(() -> MessageCodec.v1().decodeRequest(612, ask.encoded()))
        .isInstanceOf(WireException.class);
  }

  @Test
  void noPageIsLargerThanAPageOrHasPartOfAHash() throws Exception {
    assertThat(CborReader.decode(page(262_144, 640), HashPage::read).proof().size()).isEqualTo(640);
    for (Bytes wrong :
        new Bytes[] {page(0, 32), page(31, 0), page(262_176, 32), page(32, 33), page(32, 672)}) {
      assertThatThrownBy(() -> CborReader.decode(wrong, HashPage::read))
          .isInstanceOf(WireException.class);
    }
    assertThatThrownBy(() -> new HashPage(Bytes.EMPTY, Bytes.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noPeerHoldsMorePartsThanAContentHas() {
    CborWriter out = new CborWriter();
    out.map(1);
    out.key("parts");
    out.bytes(bytes(HeldParts.MAX_BYTES + 1));
    Bytes message = out.toBytes();
    assertThatThrownBy(() -> CborReader.decode(message, HeldParts::read))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(() -> new HeldParts(bytes(HeldParts.MAX_BYTES + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void halfAMessageIsRefused() {
    CborWriter out = new CborWriter();
    out.map(1);
    out.key("content_id");
    out.bytes(id);
    Bytes message = out.toBytes();
    assertThatThrownBy(() -> CborReader.decode(message, GetHashPage::read))
        .isInstanceOf(WireException.class);
  }
}
