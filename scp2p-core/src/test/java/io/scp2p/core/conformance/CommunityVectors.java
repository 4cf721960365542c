package io.scp2p.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.id.CommunityId;
import io.scp2p.core.protocol.community.CommunityMessages;
import io.scp2p.core.protocol.community.CommunityRecord;
import io.scp2p.core.protocol.community.MemberRecord;
import io.scp2p.core.protocol.community.RecordSeal;
import io.scp2p.core.protocol.community.SearchWords;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.MessageCodec;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;

/** The vectors of docs/community-protocol.md, which another implementation has made. */
final class CommunityVectors {
  private final Consumer<String> ran;
  private final CBORObject file = VectorFiles.read("community-extension.json");
  private final CommunityId community = CommunityId.of(hex(file, "community_id").toArray());
  private final long now = file.get("now").AsInt64Value();

  CommunityVectors(Consumer<String> ran) {
    this.ran = ran;
  }

  List<DynamicTest> all() {
    return new VectorCases("community", file, ran)
        .with("records", this::record)
        .with("bad_records", this::badRecord)
        .with("orders", CommunityVectors::order)
        .with("words", CommunityVectors::words)
        .with("messages", CommunityVectors::message)
        .all();
  }

  private static Bytes hex(CBORObject testCase, String name) {
    return Bytes.parse(testCase.get(name).AsString());
  }

  private void record(CBORObject testCase) throws WireException {
    CommunityRecord record = CommunityRecord.decode(hex(testCase, "typed"));
    assertThat(record.typed()).isEqualTo(hex(testCase, "typed"));
    assertThat(record.signingBytes()).isEqualTo(hex(testCase, "signed"));
    assertThat(record instanceof MemberRecord)
        .isEqualTo(testCase.get("kind").AsString().equals("member"));
    assertThat(RecordSeal.verify(record, community, now)).isEmpty();
  }

  private void badRecord(CBORObject testCase) {
    boolean refused;
    try {
      CommunityRecord record = CommunityRecord.decode(hex(testCase, "typed"));
      refused = RecordSeal.verify(record, community, now).isPresent();
    } catch (WireException malformed) {
      refused = true;
    }
    assertThat(refused).as(testCase.get("what").AsString()).isTrue();
  }

  private static void order(CBORObject testCase) throws WireException {
    CommunityRecord stays = CommunityRecord.decode(hex(testCase, "stays"));
    CommunityRecord goes = CommunityRecord.decode(hex(testCase, "goes"));
    assertThat(stays.subject()).isEqualTo(goes.subject());
    assertThat(stays.replaces(goes)).isTrue();
    assertThat(goes.replaces(stays)).isFalse();
  }

  private static void words(CBORObject testCase) {
    CBORObject texts = testCase.get("texts");
    String first = texts.get(0).AsString();
    boolean query = testCase.get("of").AsString().equals("query");
    Set<String> found = query ? new TreeSet<>(SearchWords.of(first)) : ofShare(texts, first);
    assertThat(List.copyOf(found)).isEqualTo(Json.texts(testCase.get("words")));
  }

  private static Set<String> ofShare(CBORObject texts, String first) {
    StringBuilder rest = new StringBuilder();
    for (int i = 1; i < texts.size(); i++) {
      rest.append(Json.isNull(texts.get(i)) ? "" : texts.get(i).AsString()).append(' ');
    }
    return SearchWords.of(first, rest.toString());
  }

  private static void message(CBORObject testCase) throws WireException {
    MessageCodec codec = CommunityMessages.addTo(MessageCodec.v1());
    int type = testCase.get("type").AsInt32();
    Bytes payload = hex(testCase, "payload");
    boolean request = testCase.get("direction").AsString().equals("request");
    Bytes again =
        request
            ? codec.decodeRequest(type, payload).encoded()
            : codec.decodeResponse(type, payload).encoded();
    assertThat(again.hex()).isEqualTo(payload.hex());
    assertThatThrownBy(() -> MessageCodec.v1().decodeRequest(type, payload))
        .hasMessage("unknown message type " + type);
  }
}
