package io.scp2p.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.core.content.HashPageLayout;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.protocol.transfer.Holdings;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.ContentMessages;
import io.scp2p.core.wire.message.GetHashPage;
import io.scp2p.core.wire.message.GetHoldings;
import io.scp2p.core.wire.message.Message;
import io.scp2p.core.wire.message.MessageCodec;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;

/** The vectors of X5.3 and X5.4, which another implementation has made. */
final class ContentVectors {
  private final Consumer<String> ran;
  private final CBORObject file = VectorFiles.read("content-extension.json");
  private final MessageCodec codec =
      ContentMessages.addTo(
          ContentMessages.addTo(MessageCodec.v1(), GetHashPage.FEATURE), GetHoldings.FEATURE);

  ContentVectors(Consumer<String> ran) {
    this.ran = ran;
  }

  List<DynamicTest> all() {
    return new VectorCases("content", file, ran)
        .with("lists", ContentVectors::list)
        .with("held", ContentVectors::held)
        .with("messages", this::message)
        .with("refused", this::refused)
        .all();
  }

  private static void list(CBORObject testCase) {
    int chunks = testCase.get("chunks").AsInt32();
    byte[] all = new byte[chunks * 32];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (i % 251);
    }
    HashPageLayout layout = new HashPageLayout(chunks);
    Bytes listHash = Bytes.wrap(Blake3.hash(all));
    assertThat(listHash.hex()).isEqualTo(testCase.get("list_hash").AsString());
    String values = String.join("", Json.texts(testCase.get("values")));
    List<String> proofs = Json.texts(testCase.get("proofs"));
    assertThat(proofs).hasSize(layout.pages());
    for (int page = 0; page < layout.pages(); page++) {
      Bytes hashes = Bytes.wrap(all, (int) layout.first(page) * 32, layout.count(page) * 32);
      String value = Bytes.wrap(HashPageLayout.value(page, hashes)).hex();
      assertThat(value).isEqualTo(values.substring(64 * page, 64 * page + 64));
      Bytes proof = Bytes.parse(proofs.get(page));
      assertThat(layout.proof(page, Bytes.parse(values))).isEqualTo(proof);
      assertThat(layout.verify(listHash, page, hashes, proof)).isTrue();
      assertThat(layout.verify(listHash, page ^ 1, hashes, proof)).isFalse();
    }
  }

  private static void held(CBORObject testCase) {
    int chunks = testCase.get("chunks").AsInt32();
    BitSet stored = new BitSet();
    testCase.get("held").getValues().forEach(chunk -> stored.set(chunk.AsInt32()));
    Holdings holdings = Holdings.ofChunks(chunks, stored);
    CBORObject parts = testCase.get("parts");
    assertThat(holdings.isComplete()).isEqualTo(parts.isNull());
    if (!parts.isNull()) {
      assertThat(Bytes.wrap(holdings.parts().toByteArray()).hex()).isEqualTo(parts.AsString());
    }
  }

  private Message decoded(CBORObject testCase) throws WireException {
    int type = testCase.get("type").AsInt32();
    Bytes payload = Json.bytes(testCase.get("payload"));
    return testCase.get("direction").AsString().equals("request")
        ? codec.decodeRequest(type, payload)
        : codec.decodeResponse(type, payload);
  }

  private void message(CBORObject testCase) throws WireException {
    assertThat(decoded(testCase).encoded()).isEqualTo(Json.bytes(testCase.get("payload")));
  }

  private void refused(CBORObject testCase) {
    assertThatThrownBy(() -> decoded(testCase))
        .as(testCase.get("what").AsString())
        .isInstanceOf(WireException.class);
  }
}
