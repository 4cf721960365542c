package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.id.ShareKey;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.Subscription;
import io.scp2p.api.share.Visibility;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.DownloadPlan;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole nodes of ours and a whole node that speaks plain v1: everything that two references can do
 * with each other, in both roles; and no message that a reference does not know.
 */
@Timeout(400)
class ReferenceNodeTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final List<Scp2pNode> nodes = new ArrayList<>();
  private final byte[] content = new byte[700_000];
  private ReferenceNode reference;

  @BeforeEach
  void start() throws Exception {
    new SplittableRandom(5).nextBytes(content);
    reference = new ReferenceNode(content);
  }

  @AfterEach
  void close() throws Exception {
    nodes.parallelStream().forEach(Scp2pNode::close);
    reference.close();
  }

  private Scp2pNode node(BootstrapAddress... bootstrap) {
    NodeConfig config =
        NodeConfig.builder()
            .network(
                network ->
                    network
                        .tcpPort(0)
                        .quicPort(0)
                        .lanDiscovery(false)
                        .portMapping(false)
                        .bootstrap(List.of(bootstrap))
                        .advertised(
                            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))))
            .transfer(transfer -> transfer.announceInterval(Duration.ofMillis(100)))
            .sync(sync -> sync.interval(Duration.ofSeconds(2)))
            .build();
    Scp2pNode node = Scp2pNode.builder().inMemory().config(config).start();
    nodes.add(node);
    return node;
  }

  private BootstrapAddress theReference() {
    return new BootstrapAddress(
        TransportKind.TCP, reference.address().getAddress(), reference.address().getPort(), null);
  }

  private static InetSocketAddress tcp(Share share) {
    return share.shareLink().bootstrap().stream()
        .filter(address -> address.transport() == TransportKind.TCP)
        .map(address -> new InetSocketAddress(address.ip(), address.port()))
        .findFirst()
        .orElseThrow();
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    assertThat(Waiter.realTime().await(condition, LONG)).as(what).isTrue();
  }

  private void nothingButV1WasSaid() {
    assertThat(reference.failures).isEmpty();
    assertThat(reference.asked)
        .isSubsetOf(100, 101, 200, 201, 202, 400, 402, 404, 406, 450, 452, 453, 460, 499, 500, 502);
  }

  private Share publish(Scp2pNode node) throws Exception {
    Path file = Files.write(directory.resolve("ours.bin"), content);
    Share share =
        node.shares()
            .publish(
                SharePlan.files(List.of(file)).title("ours").visibility(Visibility.PUBLIC).build())
            .block(LONG);
    assertThat(share).isNotNull();
    return share;
  }

  private static CBORObject at(CBORObject map, int key) {
    return map.get(CBORObject.FromObject(key));
  }

  @Test
  void theReferenceDoesWithOursWhateverItDoesWithItsOwn() throws Exception {
    Share share = publish(node());
    InetSocketAddress ours = tcp(share);
    CBORObject own =
        CBORObject.NewOrderedMap()
            .Add(
                "ip",
                CBORObject.NewOrderedMap()
                    .Add("V4", ReferencePeer.ints(reference.address().getAddress().getAddress())))
            .Add("port", reference.address().getPort())
            .Add("transport", "tcp")
            .Add("pubkey_hint", CBORObject.Null);

    // PEX and DHT (sections 7.5 and 8), a connection for each request.
    CBORObject offer = CBORObject.NewOrderedMap().Add("peers", CBORObject.NewArray().Add(own));
    assertThat(reference.ask(ours, 100, offer).size()).isZero();
    CBORObject wanted = CBORObject.NewOrderedMap().Add("max_peers", 64);
    assertThat(reference.ask(ours, 101, wanted).get("peers").getType().toString())
        .isEqualTo("Array");
    CBORObject target = CBORObject.NewOrderedMap().Add(0, new byte[20]);
    assertThat(at(reference.ask(ours, 200, target), 0).size()).isLessThanOrEqualTo(20);
    byte[] lent = HexFormat.of().parseHex(headKey());
    byte[] head = reference.values.get(headKey());
    CBORObject store = CBORObject.NewOrderedMap().Add(0, lent).Add(1, head).Add(2, 86_400);
    assertThat(reference.ask(ours, 202, store).size()).isZero();
    CBORObject kept = at(reference.ask(ours, 201, CBORObject.NewOrderedMap().Add(0, lent)), 0);
    assertThat(at(kept, 1).GetByteString()).as("verbatim").isEqualTo(head);
    assertThat(at(kept, 2).AsInt64Value()).isBetween(1L, 604_800L);
    CBORObject junk =
        CBORObject.NewOrderedMap().Add(0, lent).Add(1, new byte[] {1, 2}).Add(2, 86_400);
    assertThat(reference.ask(ours, 202, junk).AsString())
        .isEqualTo("DHT value does not match any recognized keyspace");

    // Browse, head, manifest, hashes, chunks (sections 9.9, 9.10 and 12).
    CBORObject shares =
        reference.ask(ours, 402, CBORObject.NewOrderedMap().Add("max_entries", 64)).get("shares");
    assertThat(shares.size()).isEqualTo(1);
    CBORObject summary = shares.get(0);
    assertThat(summary.get("title").AsString()).isEqualTo("ours");
    CBORObject manifestId = summary.get("latest_manifest_id");
    String headKey =
        ReferenceNode.dhtKey("share:head:", ReferencePeer.octets(summary.get("share_id")));
    CBORObject ourHead =
        CBORObject.DecodeFromBytes(
            at(
                    at(
                        reference.ask(
                            ours,
                            201,
                            CBORObject.NewOrderedMap().Add(0, HexFormat.of().parseHex(headKey))),
                        0),
                    1)
                .GetByteString());
    assertThat(ourHead.get("latest_manifest_id")).isEqualTo(manifestId);
    CBORObject manifest =
        CBORObject.DecodeFromBytes(
            reference
                .ask(ours, 400, CBORObject.NewOrderedMap().Add("manifest_id", manifestId))
                .get("bytes")
                .GetByteString());
    CBORObject item = manifest.get("items").get(0);
    byte[] whole =
        reference.download(
            ours,
            ReferencePeer.octets(item.get("content_id")),
            ReferencePeer.octets(item.get("chunk_list_hash")));
    assertThat(whole).isEqualTo(content);
    assertThat(reference.ask(ours, 460, CBORObject.NewOrderedMap()).toString()).isNotEmpty();
    assertThat(reference.ask(ours, 690, CBORObject.NewOrderedMap()).AsString())
        .as("an extension is nothing that was agreed with it")
        .isEqualTo("unknown message type 690");
    nothingButV1WasSaid();
  }

  private String headKey() throws Exception {
    return ReferenceNode.dhtKey(
        "share:head:", ReferenceNode.sha256(reference.shareKey.nodeKey().bytes()));
  }

  @Test
  void oursFollowsAndDownloadsFromTheReferenceAndIsAProviderThen() throws Exception {
    Scp2pNode ours = node();
    ShareKey shareKey = ShareKey.of(reference.shareKey.nodeKey().bytes());
    ShareLink link = new ShareLink(shareKey, List.of(theReference().toString()));

    ours.subscriptions().follow(FollowPlan.of(link)).block(LONG);
    await(
        "the hints of the link were used",
        () -> {
          Subscription now = ours.subscriptions().get(link.shareId()).block(LONG);
          return now != null && now.newest() != null;
        });
    Path target = directory.resolve("downloaded");
    ours.downloads().start(DownloadPlan.share(link.shareId()).into(target)).result().block(LONG);

    assertThat(target.resolve("of/v1.bin")).hasBinaryContent(content);
    String providers = ReferenceNode.dhtKey("content:prov:", reference.contentId());
    await("it says that it has it", () -> reference.values.containsKey(providers));
    CBORObject record = CBORObject.DecodeFromBytes(reference.values.get(providers));
    assertThat(record.get("providers").size()).isEqualTo(1);
    assertThat(record.get("providers").get(0).get("transport").AsString()).isEqualTo("tcp");
    nothingButV1WasSaid();
    assertThat(reference.asked).contains(201, 500, 502, 202);
  }

  /** Section 8.1: then bootstrap peers carry everything. */
  @Test
  void twoOfOursFindEachOtherThroughAReferenceWhoseTableIsEmpty() throws Exception {
    Scp2pNode publisher = node(theReference());
    Share share = publish(publisher);
    String head = ReferenceNode.dhtKey("share:head:", share.id().bytes());
    await("the head is at the bootstrap peer", () -> reference.values.containsKey(head));
    await("and who has the content", () -> reference.values.size() >= 5);
    Scp2pNode follower = node(theReference());

    ShareLink bare = new ShareLink(share.shareLink().shareKey(), List.of());
    follower.subscriptions().follow(FollowPlan.of(bare)).block(LONG);
    await(
        "followed by its id alone",
        () -> {
          Subscription now = follower.subscriptions().get(share.id()).block(LONG);
          return now != null && now.newest() != null;
        });
    Path target = directory.resolve("through");
    follower.downloads().start(DownloadPlan.share(share.id()).into(target)).result().block(LONG);

    assertThat(target.resolve("ours.bin")).hasBinaryContent(content);
    nothingButV1WasSaid();
  }

  /** Quirk Q-15: whoever finds a head finds its manifest. */
  @Test
  void theManifestIsInTheDhtBeforeItsHead() throws Exception {
    Share share = publish(node(theReference()));
    String head = ReferenceNode.dhtKey("share:head:", share.id().bytes());
    await("the head is at the bootstrap peer", () -> reference.stored.contains(head));

    String manifest = ReferenceNode.dhtKey("manifest:loc:", manifestOf(head));
    assertThat(reference.stored).containsSubsequence(manifest, head);
    nothingButV1WasSaid();
  }

  private byte[] manifestOf(String head) {
    return ReferencePeer.octets(
        CBORObject.DecodeFromBytes(reference.values.get(head)).get("latest_manifest_id"));
  }

  /** Quirk Q-15: a manifest that no value can hold keeps nobody from publishing its head. */
  @Test
  void aManifestTooLargeForTheDhtIsHandedOutByThePublisherAlone() throws Exception {
    Path folder = Files.createDirectory(directory.resolve("many"));
    for (int i = 0; i < 300; i++) {
      Files.writeString(folder.resolve("f".repeat(100) + i), "content " + i);
    }
    Scp2pNode publisher = node(theReference());
    Share share =
        publisher.shares().publish(SharePlan.folder(folder).title("many").build()).block(LONG);
    assertThat(share).isNotNull();
    String head = ReferenceNode.dhtKey("share:head:", share.id().bytes());
    await("the head is at the bootstrap peer", () -> reference.stored.contains(head));

    byte[] manifestId = manifestOf(head);
    assertThat(reference.stored).doesNotContain(ReferenceNode.dhtKey("manifest:loc:", manifestId));
    CBORObject answer =
        reference.ask(
            tcp(share),
            400,
            CBORObject.NewOrderedMap().Add("manifest_id", ReferencePeer.ints(manifestId)));
    byte[] manifest = answer.get("bytes").GetByteString();
    assertThat(manifest).hasSizeGreaterThan(64 << 10);
    nothingButV1WasSaid();
  }
}
