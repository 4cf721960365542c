package io.scp2p.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.catalog.pages.CatalogChanges;
import io.scp2p.core.catalog.pages.CatalogRoot;
import io.scp2p.core.catalog.pages.KeyedItem;
import io.scp2p.core.catalog.pages.MadeItems;
import io.scp2p.core.catalog.pages.Page;
import io.scp2p.core.catalog.pages.PageRef;
import io.scp2p.core.catalog.pages.SignedRoot;
import io.scp2p.core.catalog.pages.TreeEdit;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.protocol.catalog.CatalogMessages;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.record.ShareItem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.DynamicTest;

/** The vectors of docs/catalog-protocol.md, which another implementation has made. */
final class CatalogVectors {
  private static final int CHUNK = 262_144;

  private final Consumer<String> ran;
  private final CBORObject file = VectorFiles.read("catalog-extension.json");

  CatalogVectors(Consumer<String> ran) {
    this.ran = ran;
  }

  List<DynamicTest> all() {
    return new VectorCases("catalog", file, ran)
        .with("items", CatalogVectors::item)
        .with("trees", CatalogVectors::tree)
        .with("edits", CatalogVectors::edit)
        .with("bad_pages", CatalogVectors::badPage)
        .with("roots", CatalogVectors::root)
        .with("messages", CatalogVectors::message)
        .all();
  }

  private static Bytes hex(CBORObject testCase, String name) {
    return Bytes.parse(testCase.get(name).AsString());
  }

  private static String text(CBORObject value) {
    return Json.isNull(value) ? null : value.AsString();
  }

  private static void item(CBORObject testCase) throws WireException {
    CBORObject fields = testCase.get("item");
    ShareItem item =
        new ShareItem(
            ContentId.of(hex(fields, "content_id").toArray()),
            fields.get("size").AsInt64Value(),
            fields.get("name").AsString(),
            text(fields.get("path")),
            text(fields.get("mime")),
            Json.texts(fields.get("tags")),
            fields.get("chunk_count").AsInt64Value(),
            hex(fields, "chunk_list_hash"));
    KeyedItem keyed = KeyedItem.of(item);
    assertThat(keyed.encoded().hex()).isEqualTo(testCase.get("encoded").AsString());
    assertThat(Bytes.wrap(keyed.key().bytes()).hex()).isEqualTo(testCase.get("key").AsString());
    assertThat(CborReader.decode(keyed.encoded(), KeyedItem::read)).isEqualTo(keyed);
  }

  private static byte[] blake3(String text) {
    return Blake3.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static KeyedItem made(int number, int revision) {
    byte[] content = blake3("content " + number + " " + revision);
    long size = number * 1_000L;
    long chunks = (size + CHUNK - 1) / CHUNK;
    byte[] list =
        chunks == 0
            ? Blake3.hash(new byte[0])
            : chunks == 1
                ? Blake3.hash(content)
                : Blake3.hash("list".getBytes(StandardCharsets.UTF_8), content);
    String name = "file-%04d.txt".formatted(number);
    return KeyedItem.of(
        new ShareItem(
            ContentId.of(content),
            size,
            name,
            "folder-%02d/".formatted(number % 7) + name,
            "text/plain",
            number % 2 == 0 ? List.of("even") : List.of(),
            chunks,
            Bytes.wrap(list)));
  }

  private static List<KeyedItem> made(int first, int last, IntUnaryOperator revision) {
    List<KeyedItem> items = new ArrayList<>();
    for (int i = first; i < last; i++) {
      items.add(made(i, revision.applyAsInt(i)));
    }
    return items;
  }

  private static void tree(CBORObject testCase) throws WireException {
    MadeItems pages = new MadeItems();
    int first = testCase.get("first").AsInt32();
    PageRef root = pages.build(made(first, testCase.get("last").AsInt32(), number -> 0));
    assertThat(root.hash().hex()).isEqualTo(testCase.get("root").AsString());
    assertThat(root.count()).isEqualTo(testCase.get("count").AsInt32());
    assertThat(pages.count()).isEqualTo(testCase.get("pages").AsInt32());
    String shown = text(testCase.get("root_page"));
    if (shown != null) {
      assertThat(Page.decode(Bytes.parse(shown)).ref()).isEqualTo(root);
    }
  }

  private static void edit(CBORObject testCase) throws Exception {
    CBORObject before = testCase.get("before");
    MadeItems pages = new MadeItems();
    PageRef base = pages.build(made(before.get(0).AsInt32(), before.get(1).AsInt32(), number -> 0));
    assertThat(base.hash().hex()).isEqualTo(testCase.get("base").AsString());
    Bytes encoded = hex(testCase, "changes");
    CatalogChanges changes = CborReader.decode(encoded, CatalogChanges::read);
    assertThat(changes.bytes()).isEqualTo(encoded);
    Optional<TreeEdit.Edited> edited = TreeEdit.apply(pages, base, changes);
    assertThat(edited.orElseThrow().root().hash().hex()).isEqualTo(testCase.get("root").AsString());
  }

  private static void badPage(CBORObject testCase) {
    Bytes page = hex(testCase, "page");
    assertThatThrownBy(() -> Page.decode(page))
        .as(testCase.get("what").AsString())
        .isInstanceOf(WireException.class);
  }

  private static void root(CBORObject testCase) throws WireException {
    CatalogRoot root =
        new CatalogRoot(
            ShareId.of(hex(testCase, "share_id").toArray()),
            Long.parseUnsignedLong(testCase.get("seq").AsString()),
            ManifestId.of(hex(testCase, "manifest_id").toArray()),
            testCase.get("count").AsInt32(),
            hex(testCase, "first"));
    assertThat(root.bytes()).isEqualTo(hex(testCase, "encoded"));
    try (SigningKey key = SigningKey.ofSeed(SecretBytes.copyOf(hex(testCase, "seed").toArray()))) {
      Bytes signature = hex(testCase, "signature");
      assertThat(SignedRoot.sign(root, key).signature()).isEqualTo(signature);
      assertThat(SignedRoot.verify(root.bytes(), signature, key.shareKey())).isPresent();
      byte[] forged = signature.toArray();
      forged[3] ^= 1;
      assertThat(SignedRoot.verify(root.bytes(), Bytes.wrap(forged), key.shareKey())).isEmpty();
    }
  }

  private static void message(CBORObject testCase) throws WireException {
    MessageCodec codec = CatalogMessages.addTo(MessageCodec.v1());
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
