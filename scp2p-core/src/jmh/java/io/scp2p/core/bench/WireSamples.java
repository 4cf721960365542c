package io.scp2p.core.bench;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.id.ShareKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.Providers;
import io.scp2p.core.wire.record.ShareItem;
import io.scp2p.core.wire.record.Visibility;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Messages of the size and shape that are common on the network, the same in every run. */
final class WireSamples {
  private static final int PEERS = 20;
  private static final int SIGNATURE_BYTES = 64;

  private final SplittableRandom random = new SplittableRandom(1);

  private WireSamples() {}

  static Manifest manifest(int items) {
    WireSamples samples = new WireSamples();
    Manifest.Body body =
        new Manifest.Body(
            Manifest.VERSION,
            ShareKey.of(samples.bytes(ShareKey.LENGTH)),
            ShareId.of(samples.bytes(ShareId.LENGTH)),
            12,
            1_760_000_000,
            null,
            "Recordings of the river",
            "Three years of one microphone, cut by the day",
            Visibility.PUBLIC,
            List.of(),
            IntStream.range(0, items).mapToObj(samples::item).toList(),
            List.of());
    return body.signed(Bytes.wrap(samples.bytes(SIGNATURE_BYTES)));
  }

  private ShareItem item(int number) {
    String name = "recording-" + number + ".flac";
    int chunks = 1 + random.nextInt(4_000);
    return new ShareItem(
        ContentId.of(bytes(ContentId.LENGTH)),
        (long) chunks << 18,
        name,
        "river/2026/" + number % 365 + "/" + name,
        "audio/flac",
        List.of("river", "field recording", "day-" + number % 365),
        chunks,
        Bytes.wrap(bytes(ContentId.LENGTH)));
  }

  static FindValueResult findValueResult() {
    WireSamples samples = new WireSamples();
    ContentId content = ContentId.of(samples.bytes(ContentId.LENGTH));
    Bytes providers = new Providers(content, samples.peers(), 1_760_000_000).encoded();
    DhtKey key = DhtKey.of(samples.bytes(DhtKey.LENGTH));
    return new FindValueResult(new DhtEntry(key, providers, 3_600), samples.peers());
  }

  private List<PeerAddress> peers() {
    return IntStream.range(0, PEERS).mapToObj(i -> peer()).toList();
  }

  private PeerAddress peer() {
    return new PeerAddress(
        IpAddress.of(bytes(IpAddress.V4_BYTES)),
        random.nextInt(1 << 16),
        PeerTransport.TCP,
        NodeKey.of(bytes(NodeKey.LENGTH)),
        null);
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
