package io.scp2p.core.protocol.sync;

import io.scp2p.api.ShareLink;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.catalog.HeadSeal;
import io.scp2p.core.catalog.ManifestSeal;
import io.scp2p.core.content.ContentDigester;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.dht.DhtKeys;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.ShareHead;
import io.scp2p.core.wire.record.ShareItem;
import io.scp2p.core.wire.record.Visibility;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Somebody who publishes a share, honestly or not. */
public final class Publisher {
  /** Well before the time of the simulated world. */
  public static final long CREATED = 1_700_000_000L;

  /** The key of the share. */
  public final SigningKey key;

  /** A manifest and the head that points at it. */
  public record Signed(ShareHead head, Manifest manifest) {
    public VerifiedHead verifiedHead() {
      return new VerifiedHead(head);
    }

    public VerifiedManifest verifiedManifest() {
      return new VerifiedManifest(manifest, ManifestSeal.id(manifest));
    }
  }

  public Publisher(int filler) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) filler);
    seed[0] = (byte) (filler >> 8);
    key = SigningKey.ofSeed(SecretBytes.copyOf(seed));
  }

  public static NodeKey peer(int number) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) (number >> 8);
    bytes[1] = (byte) number;
    return NodeKey.of(bytes);
  }

  public ShareId share() {
    return key.shareKey().id();
  }

  public ShareLink link() {
    return ShareLink.of(key.shareKey(), List.of());
  }

  public static ContentId content(String name) {
    return new ContentDigester()
        .update(java.nio.ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)))
        .finish()
        .contentId();
  }

  /** A file whose content is its name. */
  public static ShareItem item(String name) {
    return item(name, content(name), name.length());
  }

  public static ShareItem item(String name, ContentId content, long size) {
    return new ShareItem(content, size, name, null, null, List.of(), 1, Bytes.wrap(new byte[32]));
  }

  public Signed version(long seq, String... names) {
    return version(seq, null, "title", Arrays.stream(names).map(Publisher::item).toList());
  }

  public Signed version(long seq, @Nullable Long expiresAt, String title, List<ShareItem> items) {
    Manifest.Body body =
        new Manifest.Body(
            Manifest.VERSION,
            key.shareKey(),
            share(),
            seq,
            CREATED,
            expiresAt,
            title,
            null,
            Visibility.PUBLIC,
            List.of(),
            items,
            List.of());
    Manifest manifest = ManifestSeal.sign(body, key);
    return new Signed(HeadSeal.announcing(manifest, CREATED, key), manifest);
  }

  /** A head signed by this publisher that claims another number than its manifest has. */
  public ShareHead headOf(Manifest manifest, long seq) {
    return HeadSeal.sign(new ShareHead.Body(share(), seq, ManifestSeal.id(manifest), CREATED), key);
  }

  /** A head that somebody else made up. */
  public ShareHead forged(long seq) {
    ShareHead honest = version(1).head();
    return new ShareHead.Body(share(), seq, honest.body().latestManifestId(), CREATED)
        .signed(honest.signature());
  }

  public FindValueResult answer(ShareHead head) {
    return answer(DhtKeys.shareHead(share()), head);
  }

  public static FindValueResult answer(Manifest manifest) {
    return answer(DhtKeys.manifest(ManifestSeal.id(manifest)), manifest);
  }

  public static FindValueResult answer(DhtKey key, Encodable value) {
    return new FindValueResult(new DhtEntry(key, value.encoded(), 86_400), List.of());
  }
}
