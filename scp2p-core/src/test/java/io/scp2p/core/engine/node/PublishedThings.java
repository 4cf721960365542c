package io.scp2p.core.engine.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.community.Community;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.Visibility;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.ContentRef;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.RemoteContent;
import io.scp2p.api.vault.Coding;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultPutPlan;
import io.scp2p.core.engine.node.ApiPublishersIT.Case;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Two nodes that have something of everything the API lists, and one that was closed. */
final class PublishedThings implements AutoCloseable {
  /** Held against the rules by other tests. */
  static final Set<String> ELSEWHERE =
      // EventHubPublisherTest: here nothing happens while somebody listens.
      Set.of("Scp2pNode.events()");

  private static final int SHARES = 3;
  private static final int FILES = 12;

  private final Fleet fleet;
  private final List<Share> shares = new ArrayList<>();
  private final Side publisher;
  private final Side reader;
  private final Side closed;
  private final Community community;
  private final Download download;
  private final RemoteContent content;
  private final FileId file;

  /** A node, and which of the two sides it stands for. */
  record Side(Scp2pNode publisher, Scp2pNode reader) {}

  private final Side both;

  PublishedThings(Path disk) throws Exception {
    fleet = new Fleet(disk, TransportKind.TCP);
    Scp2pNode first =
        fleet.start("publisher", config -> config.vault(v -> v.offeredBytes(1 << 26)));
    Scp2pNode second = fleet.start("reader", config -> config);
    Scp2pNode ended = fleet.start("closed", config -> config);
    ended.close();
    publisher = new Side(first, first);
    reader = new Side(second, second);
    closed = new Side(ended, ended);
    both = new Side(first, second);
    community = Fleet.get(first.communities().create("Rivers"));
    for (int i = 0; i < SHARES; i++) {
      shares.add(Fleet.publish(first, plan(disk, i)));
    }
    for (Share each : shares) {
      Fleet.follow(second, each.shareLink());
    }
    Fleet.get(second.communities().join(community.link()));
    Share big = shares.get(0);
    download = second.downloads().start(DownloadPlan.share(big.id()).into(disk.resolve("copy")));
    Fleet.result(download);
    for (int i = 1; i < SHARES; i++) {
      Fleet.download(second, shares.get(i), disk.resolve("copy-" + i));
    }
    content =
        Fleet.get(
            second.open(
                new ContentRef(
                    big.id(),
                    Fleet.get(
                            first
                                .shares()
                                .items(big.id())
                                .filter(x -> x.sizeBytes() > 1 << 20)
                                .next())
                        .content())));
    VaultFile stored =
        Fleet.get(
            second
                .vault()
                .put(
                    VaultPutPlan.file(Trees.write(disk.resolve("kept"), Trees.random(1, 9_000)))
                        .coding(new Coding(1, 1))
                        .targetNines(0)
                        .allowDegraded()
                        .build())
                .result());
    file = stored.id();
    await(() -> Fleet.get(second.communities().shares(community.id()).count()) == SHARES);
    await(() -> Fleet.get(first.communities().members(community.id()).count()) >= 1);
  }

  private static void await(BooleanSupplier condition) {
    assertThat(Waiter.realTime().await(condition, Fleet.PATIENCE)).isTrue();
  }

  private SharePlan plan(Path disk, int number) throws Exception {
    Path folder = Files.createDirectories(disk.resolve("rivers-" + number));
    for (int i = 0; i < FILES; i++) {
      String name = "river" + (char) ('a' + i) + number;
      Files.write(folder.resolve(name + ".txt"), name.getBytes(UTF_8));
    }
    if (number == 0) {
      Trees.write(folder.resolve("film.bin"), Trees.random(2, 8 * Trees.MIB));
    }
    return SharePlan.folder(folder)
        .title("rivers " + number)
        .visibility(Visibility.PUBLIC)
        .community(community.id())
        .build();
  }

  /** Both nodes, at work. */
  Side open() {
    return both;
  }

  /** A node that was closed, on both sides. */
  Side closed() {
    return closed;
  }

  /** Each flux with how many elements of it there are. */
  Map<String, Case> cases() {
    Map<String, Case> all = new TreeMap<>();
    NodeId peer = publisher.publisher().identity().self().id();
    all.put("Scp2pNode.events(long)", Case.of(10, s -> s.publisher().events(0)));
    all.put("Scp2pNode.search(SearchQuery)", Case.of(30, s -> s.reader().search(query())));
    all.put("Search.all(SearchQuery)", Case.of(30, s -> s.reader().search().all(query())));
    all.put(
        "Search.suggest(String, int)", Case.of(20, s -> s.reader().search().suggest("riv", 20)));
    all.put("Identity.publishers()", Case.of(SHARES, s -> s.publisher().identity().publishers()));
    all.put("Shares.list()", Case.of(SHARES, s -> s.publisher().shares().list()));
    all.put(
        "Shares.items(ShareId)",
        Case.of(FILES, s -> s.publisher().shares().items(shares.get(0).id())));
    all.put("Shares.uploads()", Case.of(0, s -> s.publisher().shares().uploads()));
    all.put("Subscriptions.list()", Case.of(SHARES, s -> s.reader().subscriptions().list()));
    all.put("Subscriptions.syncAll()", Case.of(SHARES, s -> s.reader().subscriptions().syncAll()));
    all.put(
        "Subscriptions.history(ShareId)",
        Case.of(1, s -> s.reader().subscriptions().history(shares.get(0).id())));
    all.put("Subscriptions.browse()", Case.of(SHARES, s -> s.reader().subscriptions().browse()));
    all.put(
        "Subscriptions.browse(NodeId)",
        Case.of(SHARES, s -> s.reader().subscriptions().browse(peer)));
    all.put("Communities.list()", Case.of(1, s -> s.reader().communities().list()));
    all.put(
        "Communities.members(CommunityId)",
        Case.of(1, s -> s.publisher().communities().members(community.id())));
    all.put(
        "Communities.shares(CommunityId)",
        Case.of(SHARES, s -> s.reader().communities().shares(community.id())));
    all.put(
        "Communities.search(CommunityId, String)",
        Case.of(SHARES, s -> s.reader().communities().search(community.id(), "rivers")));
    all.put("Peers.list()", Case.of(1, s -> s.reader().peers().list()));
    all.put("Peers.local()", Case.of(0, s -> s.reader().peers().local()));
    all.put("Relays.known()", Case.of(0, s -> s.reader().relays().known()));
    all.put("Relays.tunnels()", Case.of(0, s -> s.reader().relays().tunnels()));
    all.put("Diagnostics.sessions()", Case.of(1, s -> s.reader().diagnostics().sessions()));
    all.put("Downloads.list()", Case.of(SHARES, s -> s.reader().downloads().list()));
    all.put("TransferHandle.states()", new Case(1, s -> download.states(), false));
    all.put("TransferHandle.progress()", new Case(1, s -> download.progress(), false));
    all.put(
        "RemoteContent.bytes(long, long)",
        new Case(5, s -> content.bytes(1, content.sizeBytes() - 2), false));
    all.put("Vault.list()", Case.of(1, s -> s.reader().vault().list()));
    all.put("Vault.placement(FileId)", Case.of(1, s -> s.reader().vault().placement(file)));
    all.put("Vault.holders()", Case.of(1, s -> s.reader().vault().holders()));
    all.put("Vault.held()", Case.of(1, s -> s.publisher().vault().held()));
    // That of a whole vault takes a node of its own: VaultNodesTest recovers one.
    all.put("Vault.recover(List)", Case.of(0, s -> s.reader().vault().recover(List.of())));
    return all;
  }

  private static SearchQuery query() {
    return SearchQuery.builder("river").pageSize(7).build();
  }

  @Override
  public void close() {
    content.close();
    fleet.close();
  }
}
