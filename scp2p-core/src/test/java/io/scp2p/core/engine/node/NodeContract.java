package io.scp2p.core.engine.node;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.diagnostics.SessionSnapshot;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.search.SearchHit;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.Subscription;
import io.scp2p.api.share.Visibility;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.DownloadResult;
import io.scp2p.api.transfer.TransferState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What two nodes can do for each other, over whatever lies between them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NodeContract {
  private static final System.Logger LOG = System.getLogger(NodeContract.class.getName());
  private static final Duration HEAVY_PATIENCE = Duration.ofMinutes(10);

  @TempDir static Path homes;
  @TempDir Path root;

  /** Two that live as long as the class: starting and closing QUIC takes its time. */
  private Fleet pair;

  private Scp2pNode publisher;
  private Scp2pNode reader;

  /** Those of one test. */
  private Fleet fleet;

  private Path tree;

  abstract TransportKind kind();

  @BeforeAll
  void start() {
    pair = new Fleet(homes, kind());
    publisher = pair.start("publisher");
    reader = pair.start("reader");
  }

  @AfterAll
  void end() {
    pair.close();
  }

  @BeforeEach
  void prepare() throws IOException {
    fleet = new Fleet(root, kind());
    tree = Trees.sample(root.resolve("Sample tree"));
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  @Test
  void aTreeIsPublishedFollowedAndDownloadedByteForByte() throws IOException {
    Share share = Fleet.publish(publisher, tree);
    Subscription followed = Fleet.follow(reader, ShareLink.parse(share.link()));
    assertEquals(share.manifest(), followed.version().orElseThrow().manifest());

    DownloadResult result = Fleet.download(reader, share, root.resolve("copy"));

    assertEquals(List.of(), Trees.differences(tree, root.resolve("copy")));
    long total = Trees.listing(tree).values().stream().mapToLong(Long::longValue).sum();
    assertAll(
        () -> assertEquals(11, share.itemCount()),
        () -> assertEquals(total, share.totalBytes()),
        () -> assertEquals(11, result.files().size()),
        () -> assertEquals(total, result.bytesTotal()),
        () -> assertEquals(share.manifest(), result.manifest()),
        () -> assertEquals(1, result.peers().size()),
        () -> assertEquals(publisher.identity().self().id(), result.peers().get(0).peer()));
    for (SessionSnapshot session :
        reader.diagnostics().sessions().collectList().block(Fleet.PATIENCE)) {
      assertEquals(kind(), session.transport());
    }
  }

  @Test
  void aShareIsFollowedByItsIdAndKeyAlone() throws IOException {
    Share share = Fleet.publish(publisher, tree);
    Scp2pNode stranger =
        fleet.start(
            "stranger",
            network -> Fleet.anyPorts(network).bootstrap(share.shareLink().bootstrap()),
            config -> config,
            parts -> parts);
    ShareLink bare = ShareLink.of(share.shareLink().shareKey(), List.of());

    Fleet.follow(stranger, bare);
    Fleet.download(stranger, share, root.resolve("copy"));

    assertEquals(List.of(), Trees.differences(tree, root.resolve("copy")));
  }

  @Test
  void itemsAreFoundBestFirstAndDownloadedAlone() throws IOException {
    Path library = root.resolve("library");
    Trees.write(library.resolve("riverside.txt"), "1".getBytes());
    Trees.write(library.resolve("deep/写真 river journey.txt"), "22".getBytes());
    Trees.write(library.resolve("mountain.txt"), "333".getBytes());
    Trees.write(library.resolve("river"), "4444".getBytes());
    Share share = Fleet.publish(publisher, library);
    Fleet.follow(reader, share.shareLink());

    List<SearchHit> hits = search(reader, share, "river");
    assertEquals(
        List.of("river", "写真 river journey.txt", "riverside.txt"),
        hits.stream().map(hit -> hit.item().name()).toList());
    assertTrue(hits.get(0).score() > hits.get(1).score());
    assertTrue(hits.get(1).score() > hits.get(2).score());
    Set<ContentId> wanted =
        search(reader, share, "journey").stream()
            .map(hit -> hit.content().content())
            .collect(Collectors.toSet());
    Path into = root.resolve("selection");
    DownloadResult result =
        Fleet.result(
            reader.downloads().start(DownloadPlan.share(share.id()).items(wanted).into(into)));

    assertEquals(1, result.files().size());
    assertEquals(Set.of("deep/写真 river journey.txt"), Trees.listing(into).keySet());
    assertEquals(
        ErrorCode.UNKNOWN_ITEM,
        Fleet.failure(
            reader
                .downloads()
                .start(
                    DownloadPlan.share(share.id())
                        .items(List.of(ContentId.of(new byte[32])))
                        .into(into))
                .result()));
  }

  private static List<SearchHit> search(Scp2pNode node, Share share, String words) {
    SearchQuery query = SearchQuery.builder(words).share(share.id()).build();
    return node.search(query).collectList().block(Fleet.PATIENCE);
  }

  @Test
  void anUpdateReachesWhoFollows() throws IOException {
    Share first = Fleet.publish(publisher, tree);
    Fleet.follow(reader, first.shareLink());
    Trees.write(tree.resolve("readme.txt"), "changed".getBytes());
    Trees.write(tree.resolve("brand new marker.txt"), "new".getBytes());
    Files.delete(tree.resolve("empty.txt"));

    Share second =
        Fleet.publish(publisher, SharePlan.folder(tree).updating(first.id()).title("2").build());
    Subscription synced = Fleet.get(reader.subscriptions().sync(first.id()));

    assertEquals(first.id(), second.id());
    assertEquals(first.sequence() + 1, second.sequence());
    assertEquals(second.manifest(), synced.version().orElseThrow().manifest());
    Fleet.download(reader, second, root.resolve("copy"));
    assertEquals(List.of(), Trees.differences(tree, root.resolve("copy")));
    assertEquals(1, search(reader, second, "marker").size());
    assertEquals(
        0, search(reader, second, "empty.txt").stream().filter(NodeContract::isGone).count());
    assertEquals(
        2, reader.subscriptions().history(first.id()).collectList().block(Fleet.PATIENCE).size());
  }

  private static boolean isGone(SearchHit hit) {
    return hit.item().name().equals("empty.txt");
  }

  @Test
  void whatIsNotFollowedAnyMoreIsForgotten() {
    Share share = Fleet.publish(publisher, tree);
    Fleet.follow(reader, share.shareLink());
    assertFalse(search(reader, share, "holiday").isEmpty());

    reader.subscriptions().unfollow(share.id()).block(Fleet.PATIENCE);

    assertEquals(List.of(), search(reader, share, "holiday"));
    assertEquals(ErrorCode.UNKNOWN_SHARE, Fleet.failure(reader.subscriptions().get(share.id())));
    assertEquals(ErrorCode.UNKNOWN_SHARE, Fleet.failure(reader.subscriptions().sync(share.id())));
    assertEquals(
        ErrorCode.UNKNOWN_SHARE,
        Fleet.failure(
            reader
                .downloads()
                .start(DownloadPlan.share(share.id()).into(root.resolve("nothing")))
                .result()));
    reader.subscriptions().unfollow(share.id()).block(Fleet.PATIENCE);
  }

  @Test
  void whatIsWithdrawnIsNeitherFoundNorServed() {
    Share share = Fleet.publish(publisher, tree);

    publisher.shares().unpublish(share.id()).block(Fleet.PATIENCE);

    assertEquals(ErrorCode.UNKNOWN_SHARE, Fleet.failure(publisher.shares().get(share.id())));
    assertFalse(
        publisher.shares().list().any(each -> each.id().equals(share.id())).block(Fleet.PATIENCE));
    assertEquals(List.of(), search(publisher, share, "holiday"));
    assertEquals(ErrorCode.UNKNOWN_SHARE, Fleet.failure(publisher.shares().unpublish(share.id())));
    Fleet.get(reader.subscriptions().follow(share.shareLink()));
    assertEquals(ErrorCode.SHARE_NOT_FOUND, Fleet.failure(reader.subscriptions().sync(share.id())));
    assertTrue(Files.exists(tree.resolve("readme.txt")), "files of the host stay");
  }

  @Test
  void aTextIsPublishedAndItsBytesArrive() throws IOException {
    String text = "Grüße 🎉\n".repeat(60_000);
    Share share = Fleet.publish(publisher, SharePlan.text("letter.txt", text).build());
    Fleet.follow(reader, share.shareLink());

    Fleet.download(reader, share, root.resolve("copy"));

    assertEquals(text, Files.readString(root.resolve("copy").resolve("letter.txt")));
  }

  @Test
  void aPublicShareIsFoundByBrowsingAndItsItemsAreListed() {
    Share share =
        Fleet.publish(
            publisher,
            SharePlan.folder(tree).title("Sample").visibility(Visibility.PUBLIC).build());
    Share hidden = Fleet.publish(publisher, SharePlan.text("secret.txt", "s").build());
    Fleet.get(reader.peers().connect(share.shareLink().bootstrap().get(0)));

    var found =
        reader
            .subscriptions()
            .browse(publisher.identity().self().id())
            .collectList()
            .block(Fleet.PATIENCE);

    assertEquals(List.of(share.id()), found.stream().map(each -> each.link().shareId()).toList());
    assertNotEquals(share.id(), hidden.id());
    Fleet.follow(reader, found.get(0).link());
    List<ShareItem> theirs = reader.shares().items(share.id()).collectList().block(Fleet.PATIENCE);
    List<ShareItem> ours = publisher.shares().items(share.id()).collectList().block(Fleet.PATIENCE);
    assertEquals(11, theirs.size());
    assertEquals(ours, theirs);
  }

  @Test
  void whoHasDownloadedServesToo() throws IOException {
    Scp2pNode leaving = fleet.start("leaving");
    Scp2pNode third = fleet.start("third");
    Share share = Fleet.publish(leaving, tree);
    Fleet.follow(reader, share.shareLink());
    Fleet.download(reader, share, root.resolve("second"));
    Fleet.follow(third, share.shareLink());
    Share other = Fleet.publish(reader, SharePlan.text("hello.txt", "hello").build());
    Fleet.get(third.peers().connect(other.shareLink().bootstrap().get(0)));
    leaving.close();

    DownloadResult result = Fleet.download(third, share, root.resolve("third"));

    assertEquals(List.of(), Trees.differences(tree, root.resolve("third")));
    assertEquals(reader.identity().self().id(), result.peers().get(0).peer());
  }

  @Test
  void aDownloadIsPausedResumedAndCancelled() throws IOException {
    Path slow = root.resolve("slow");
    Trees.write(slow.resolve("slow.bin"), Trees.random(9, 4 * Trees.MIB));
    Trees.write(slow.resolve("small.txt"), Trees.random(9, 20));
    Share share = Fleet.publish(publisher, slow);
    Fleet.follow(reader, share.shareLink());
    Path into = root.resolve("copy");
    DownloadPlan plan = DownloadPlan.share(share.id()).maxBytesPerSecond(2 * Trees.MIB).into(into);
    var download = reader.downloads().start(plan);
    assertEquals(download.id(), reader.downloads().start(plan).id(), "one plan, one download");

    download.pause().block(Fleet.PATIENCE);
    assertEquals(TransferState.PAUSED, download.state());
    download.resume().block(Fleet.PATIENCE);
    Fleet.result(download);
    assertEquals(List.of(), Trees.differences(slow, into));

    Path never = root.resolve("never");
    var cancelled =
        reader
            .downloads()
            .start(DownloadPlan.share(share.id()).maxBytesPerSecond(Trees.MIB).into(never));
    cancelled.cancel().block(Fleet.PATIENCE);
    assertEquals(ErrorCode.CANCELLED, Fleet.failure(cancelled.result()));
    reader.downloads().forget(cancelled.id()).block(Fleet.PATIENCE);
    assertEquals(ErrorCode.UNKNOWN_TRANSFER, Fleet.failure(reader.downloads().get(cancelled.id())));
    if (Files.exists(never)) {
      Trees.listing(never).keySet().forEach(name -> assertFalse(name.contains("scp2p"), name));
    }
  }

  @Test
  @Tag("heavy")
  void tenThousandSmallFilesArriveByteForByte() throws IOException {
    Path many = root.resolve("many");
    for (int i = 0; i < 10_000; i++) {
      Path file = many.resolve("day " + i / 100).resolve(i + ".txt");
      Trees.write(file, Trees.random(i, i % 4_000));
    }
    carry(many); // More than a v1 manifest holds: its list comes in pages.
  }

  @Test
  @Tag("heavy")
  void aFileOfFourGibibytesArrivesByteForByte() throws IOException {
    Path large = root.resolve("large");
    Trees.sparse(large.resolve("film.bin"), 4L << 30);
    carry(large);
  }

  /** From one node to another, with figures. */
  private void carry(Path folder) throws IOException {
    long begun = System.nanoTime();
    Share share =
        publisher.shares().publish(SharePlan.folder(folder).build()).block(HEAVY_PATIENCE);
    double publishing = seconds(begun);
    begun = System.nanoTime();
    Fleet.follow(reader, share.shareLink());
    double following = seconds(begun);
    begun = System.nanoTime();
    Path copy = root.resolve("copy");
    reader
        .downloads()
        .start(DownloadPlan.share(share.id()).into(copy))
        .result()
        .block(HEAVY_PATIENCE);
    double downloading = seconds(begun);
    assertEquals(List.of(), Trees.differences(folder, copy));
    long files = share.itemCount();
    double megabytes = share.totalBytes() / 1e6;
    LOG.log(
        System.Logger.Level.INFO,
        String.format(
            "%s: %d files, %.1f MB: published in %.1f s, followed in %.1f s, downloaded in %.1f s"
                + " (%.1f MB/s, %.0f files/s)",
            kind(),
            files,
            megabytes,
            publishing,
            following,
            downloading,
            megabytes / downloading,
            files / downloading));
  }

  private static double seconds(long begunNanos) {
    return (System.nanoTime() - begunNanos) / 1e9;
  }
}
