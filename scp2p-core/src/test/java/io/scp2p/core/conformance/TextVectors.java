package io.scp2p.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.ShareLink;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareKey;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.catalog.BadItemPathException;
import io.scp2p.core.catalog.ItemPath;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Texts that people handle: sections 7.3, 9.1 and 16. */
final class TextVectors {
  private static final Map<BadItemPathException.Fault, String> PATH_REASONS =
      Map.of(
          BadItemPathException.Fault.PARENT_SEGMENT, "parent-segment",
          BadItemPathException.Fault.DRIVE_LETTER, "drive-letter",
          BadItemPathException.Fault.EMPTY, "empty-path",
          BadItemPathException.Fault.TOO_LONG, "path-too-long");

  private TextVectors() {}

  static Map<String, VectorRunner> runners() {
    return Map.of(
        "share-link", TextVectors::shareLink,
        "share-link-build", TextVectors::shareLinkBuild,
        "bootstrap", TextVectors::bootstrap,
        "bootstrap-list", TextVectors::bootstrapList,
        "path", TextVectors::path);
  }

  private static void shareLink(Vector vector) {
    try {
      ShareLink link = ShareLink.parse(vector.inputText("link"));
      vector.expectVerdict("accept");
      vector.expect("share_id", link.shareId().bytes());
      vector.expect("share_pubkey", link.shareKey().bytes());
      assertThat(link.hints()).isEqualTo(Json.texts(vector.expected("bootstrap")));
    } catch (Scp2pException e) {
      vector.expectVerdict("reject");
    }
  }

  private static void shareLinkBuild(Vector vector) {
    ShareKey key = ShareKey.of(Json.array(vector.input("share_pubkey")));
    ShareLink link = new ShareLink(key, Json.texts(vector.input("bootstrap")));
    assertThat(link.shareId().bytes()).isEqualTo(Json.array(vector.input("share_id")));
    assertThat(link.format()).isEqualTo(vector.expected("link").AsString());
    assertThat(ShareLink.parse(link.format())).isEqualTo(link);
  }

  private static void bootstrap(Vector vector) {
    Optional<BootstrapAddress> address = BootstrapAddress.tryParse(vector.inputText("text"));
    vector.expectVerdict(address.isPresent() ? "accept" : "reject");
    address.ifPresent(parsed -> assertThat(parsed).isEqualTo(address(vector.expected("address"))));
  }

  private static void bootstrapList(Vector vector) {
    List<BootstrapAddress> entries =
        Json.texts(vector.input("entries")).stream().map(BootstrapAddress::parse).toList();
    List<BootstrapAddress> expected =
        vector.expected("addresses").getValues().stream().map(TextVectors::address).toList();
    assertThat(BootstrapAddress.withAlternates(entries)).isEqualTo(expected);
  }

  /**
   * An address of a vector. Java has no IPv4-mapped IPv6 address: it is the IPv4 address, which is
   * the same host and what {@link BootstrapAddress} promises.
   */
  private static BootstrapAddress address(CBORObject fields) {
    CBORObject ip = fields.get("ip");
    byte[] octets = Json.array(ip.get(ip.ContainsKey("V4") ? "V4" : "V6"));
    CBORObject hint = fields.get("pubkey_hint");
    try {
      return new BootstrapAddress(
          TransportKind.valueOf(fields.get("transport").AsString().toUpperCase(Locale.ROOT)),
          InetAddress.getByAddress(octets),
          fields.get("port").AsInt32(),
          Json.isNull(hint) ? null : NodeKey.parse(hint.AsString()));
    } catch (UnknownHostException e) {
      throw new AssertionError(ip.toString(), e);
    }
  }

  private static void path(Vector vector) {
    try {
      ItemPath path = ItemPath.normalise(vector.inputText("path"));
      vector.expectVerdict("accept");
      assertThat(path.text()).isEqualTo(vector.expected("path").AsString());
      assertThat(path.text()).endsWith(path.name());
    } catch (BadItemPathException e) {
      vector.expectVerdict("reject");
      assertThat(PATH_REASONS.get(e.fault())).isEqualTo(vector.reason());
    }
  }
}
