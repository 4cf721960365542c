package io.scp2p.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.id.CommunityKey;
import io.scp2p.api.id.ShareKey;
import io.scp2p.core.catalog.HeadSeal;
import io.scp2p.core.catalog.ManifestSeal;
import io.scp2p.core.crypto.Signatures;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.community.TokenSeal;
import io.scp2p.core.protocol.relay.AnnouncementSeal;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.frame.FrameEncoder;
import io.scp2p.core.wire.record.Hello;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.MembershipToken;
import io.scp2p.core.wire.record.RelayAnnouncement;
import io.scp2p.core.wire.record.ShareHead;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is signed, and what is checked: sections 4.2, 9.3 to 9.5, 11.2 and 14.6. */
final class SealVectors {
  private SealVectors() {}

  static Map<String, VectorRunner> runners() {
    return Map.of("signed", SealVectors::signed, "signature-check", SealVectors::signatureCheck);
  }

  private static void signed(Vector vector) throws WireException {
    String name = vector.inputText("record");
    SigningKey key = KeyVectors.signingKey(vector.input("seed"));
    Encodable made =
        switch (name) {
          case "hello" -> hello(vector, key);
          case "manifest" -> manifest(vector, key);
          case "share_head" -> head(vector, key);
          case "membership_token" -> token(vector, key);
          case "relay_announcement" -> announcement(vector, key);
          default -> throw new AssertionError(name);
        };
    IdForm form = RecordVectors.form(vector);
    vector.expect("cbor", made.encoded(form));
    vector.expect("size", made.encoded(form).size());
    Encodable decoded = WireRecords.decode(name, Json.bytes(vector.expected("cbor")));
    assertThat(decoded).isEqualTo(made);
    CBORObject complete = CBORObject.DecodeFromBytes(vector.input("fields").EncodeToBytes());
    complete.Add(name.equals("share_head") ? "sig" : "signature", vector.expected("signature"));
    FieldCheck.check((Record) decoded, complete);
  }

  private static Hello hello(Vector vector, SigningKey key) throws WireException {
    Hello.Body body = FieldBuild.build(Hello.Body.class, vector.input("fields"));
    Bytes signature = seal(vector, key, body.signingBytes());
    assertThat(
            Signatures.verify(body.nodeKey(), body.signingBytes().toArray(), signature.toArray()))
        .isTrue();
    Hello hello = body.signed(signature, null);
    if (RecordVectors.form(vector) == IdForm.REFERENCE) {
      String frame = Bytes.wrap(FrameEncoder.prefixed(hello.encoded())).hex();
      assertThat(frame).startsWith(vector.expected("frame_prefix").AsString());
      assertThat(frame).endsWith(vector.expected("cbor").AsString());
    }
    return hello;
  }

  private static Manifest manifest(Vector vector, SigningKey key) {
    Manifest.Body body = FieldBuild.build(Manifest.Body.class, vector.input("fields"));
    Manifest manifest = ManifestSeal.sign(body, key);
    assertThat(manifest.signature()).isEqualTo(seal(vector, key, body.signingBytes()));
    vector.expect("manifest_id", ManifestSeal.id(manifest).bytes());
    vector.expect("unsigned_manifest_id", ManifestSeal.id(new Manifest(body, null)).bytes());
    assertThat(ManifestSeal.verify(manifest, body.createdAt())).isEmpty();
    return manifest;
  }

  private static ShareHead head(Vector vector, SigningKey key) {
    ShareHead.Body body = FieldBuild.build(ShareHead.Body.class, vector.input("fields"));
    ShareHead head = HeadSeal.sign(body, key);
    assertThat(head.signature()).isEqualTo(seal(vector, key, body.signingBytes()));
    assertThat(HeadSeal.verify(head, key.shareKey())).isEmpty();
    return head;
  }

  private static MembershipToken token(Vector vector, SigningKey key) {
    MembershipToken.Body body =
        FieldBuild.build(MembershipToken.Body.class, vector.input("fields"));
    MembershipToken token =
        TokenSeal.issue(key, body.memberKey(), body.issuedAt(), body.expiresAt());
    assertThat(token.body()).isEqualTo(body);
    assertThat(token.signature()).isEqualTo(seal(vector, key, body.signingBytes()));
    assertThat(TokenSeal.verify(token, key.communityKey(), body.expiresAt())).isEmpty();
    return token;
  }

  private static RelayAnnouncement announcement(Vector vector, SigningKey key) {
    RelayAnnouncement.Body body =
        FieldBuild.build(RelayAnnouncement.Body.class, vector.input("fields"));
    RelayAnnouncement announcement = AnnouncementSeal.sign(body, key);
    assertThat(announcement.signature()).isEqualTo(seal(vector, key, body.signingBytes()));
    assertThat(AnnouncementSeal.verify(announcement)).isEmpty();
    return announcement;
  }

  private static Bytes seal(Vector vector, SigningKey key, Bytes signingBytes) {
    vector.expect("signing_bytes", signingBytes);
    byte[] signature = key.sign(signingBytes.toArray());
    vector.expect("signature", signature);
    return Bytes.wrap(signature);
  }

  private static void signatureCheck(Vector vector) {
    Optional<String> fault;
    try {
      fault = check(vector).map(SealVectors::code);
    } catch (WireException undecodable) {
      vector.expectVerdict("reject");
      return;
    }
    vector.expectVerdict(fault.isEmpty() ? "accept" : "reject");
    fault.ifPresent(code -> assertThat(code).isEqualTo(vector.reason()));
  }

  private static Optional<? extends Enum<?>> check(Vector vector) throws WireException {
    Encodable decoded = WireRecords.decode(vector.inputText("record"), vector.inputBytes("cbor"));
    if (decoded instanceof Manifest manifest) {
      if (vector.accepted()) {
        vector.expect("manifest_id", ManifestSeal.id(manifest).bytes());
      }
      return ManifestSeal.verify(manifest, Json.unsigned(vector.input("now")));
    }
    if (decoded instanceof ShareHead head) {
      return HeadSeal.verify(head, ShareKey.of(Json.array(vector.input("public_key"))));
    }
    if (decoded instanceof MembershipToken token) {
      CommunityKey key = CommunityKey.of(Json.array(vector.input("public_key")));
      long now =
          Json.isNull(vector.input("now"))
              ? token.body().expiresAt()
              : Json.unsigned(vector.input("now"));
      return TokenSeal.verify(token, key, now);
    }
    return AnnouncementSeal.verify((RelayAnnouncement) decoded);
  }

  /** The vectors' code for a fault: our name for it, differently spelled. */
  static String code(Enum<?> fault) {
    return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
