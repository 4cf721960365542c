package io.scp2p.examples.bench.soak;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultPutPlan;
import io.scp2p.examples.bench.WorkDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/**
 * What one user does, one thing after the other, at random: publishes, follows, searches,
 * downloads, cancels, puts files into the vault and gets them back, disconnects, starts a node
 * anew. What he gets is compared with what was given; what fails although it might (a node was just
 * started anew) is counted, not judged.
 */
final class Life implements Runnable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final List<SoakNode> nodes;
  private final Path folder;
  private final SplittableRandom random;
  private final BooleanSupplier goesOn;
  private final Consumer<String> findings;
  private final Map<String, AtomicLong> done = new ConcurrentHashMap<>();
  private int number;

  Life(
      List<SoakNode> nodes,
      Path folder,
      long seed,
      BooleanSupplier goesOn,
      Consumer<String> findings) {
    this.nodes = nodes;
    this.folder = folder;
    this.random = new SplittableRandom(seed);
    this.goesOn = goesOn;
    this.findings = findings;
  }

  /** How often what was done, by name. */
  Map<String, AtomicLong> done() {
    return done;
  }

  @Override
  public void run() {
    while (goesOn.getAsBoolean()) {
      Path work = folder.resolve("work " + ++number);
      try {
        int dice = random.nextInt(100);
        if (dice < 55) {
          exchange(work);
        } else if (dice < 75) {
          vault(work);
        } else if (dice < 90) {
          disconnect();
        } else if (dice < 96) {
          restart();
        } else {
          withdraw();
        }
      } catch (Scp2pException | IllegalStateException e) {
        // Nodes come and go: what was asked of one that went may fail, with a code.
        count(e instanceof Scp2pException known ? "failed " + known.code() : "failed in time");
      } catch (Exception e) {
        findings.accept("not an error of the API: " + e);
      } finally {
        tidy(work);
      }
    }
  }

  private void tidy(Path work) {
    try {
      WorkDirectory.delete(work);
    } catch (Exception e) {
      findings.accept("what was worked on cannot be removed: " + e);
    }
  }

  private void count(String what) {
    done.computeIfAbsent(what, any -> new AtomicLong()).incrementAndGet();
  }

  private SoakNode any() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  private static <T> T get(Mono<T> mono) {
    return Objects.requireNonNull(mono.block(PATIENCE), "nothing came");
  }

  /** One publishes, changes it perhaps; another follows, finds and downloads it. */
  private void exchange(Path work) throws Exception {
    SoakNode from = any();
    SoakNode to = any();
    if (from == to) {
      return;
    }
    Path tree = work.resolve("tree");
    Folders.fill(tree, random);
    String title = "soak" + random.nextInt(1_000_000);
    from.use(
        publisher -> {
          Share share =
              get(publisher.shares().publish(SharePlan.folder(tree).title(title).build()));
          count("published");
          if (random.nextInt(3) == 0) {
            Folders.write(tree.resolve("one more.bin"), random);
            share =
                get(
                    publisher
                        .shares()
                        .publish(SharePlan.folder(tree).title(title).updating(share.id()).build()));
            count("updated");
          }
          ShareLink link = share.shareLink();
          try {
            to.use(reader -> follow(reader, link, tree, work.resolve("copy")));
          } finally {
            publisher.shares().unpublish(link.shareId()).block(PATIENCE);
          }
        });
  }

  private void follow(Scp2pNode reader, ShareLink link, Path tree, Path copy) throws Exception {
    get(reader.subscriptions().follow(FollowPlan.of(link)));
    try {
      get(reader.subscriptions().sync(link.shareId()));
      get(reader.search().page(SearchQuery.text("file")));
      count("searched");
      Download download = reader.downloads().start(DownloadPlan.share(link.shareId()).into(copy));
      switch (random.nextInt(4)) {
        case 0 -> {
          download.cancel().block(PATIENCE);
          count("cancelled");
        }
        case 1 -> {
          download.pause().onErrorComplete().block(PATIENCE); // It may be over already.
          download.resume().onErrorComplete().block(PATIENCE);
          arrived(download, tree, copy);
        }
        default -> arrived(download, tree, copy);
      }
      reader.downloads().forget(download.id()).onErrorComplete().block(PATIENCE);
    } finally {
      reader.subscriptions().unfollow(link.shareId()).block(PATIENCE);
    }
  }

  private void arrived(Download download, Path tree, Path copy) throws Exception {
    get(download.result());
    List<String> different = Folders.differences(tree, copy);
    if (!different.isEmpty()) {
      findings.accept("downloaded, but not what was published: " + different);
    }
    count("downloaded");
  }

  private void vault(Path work) throws Exception {
    Path file = work.resolve("secret.bin");
    Folders.write(file, random);
    any()
        .use(
            owner -> {
              VaultFile stored =
                  get(owner.vault().put(VaultPutPlan.file(file).allowDegraded().build()).result());
              count("put into a vault");
              Path back = work.resolve("back.bin");
              get(owner.vault().get(stored.id(), back).result());
              if (Files.mismatch(file, back) != -1) {
                findings.accept("the vault gave back something else");
              }
              count("got from a vault");
              owner.vault().delete(stored.id()).block(PATIENCE);
            });
  }

  private void disconnect() throws Exception {
    SoakNode other = any();
    any()
        .use(
            node -> {
              node.peers()
                  .list()
                  .filter(peer -> peer.path() != null)
                  .take(1)
                  .concatMap(peer -> node.peers().disconnect(peer.id()))
                  .then()
                  .block(PATIENCE);
              if (other.listens()) {
                node.peers().connect(other.address()).onErrorComplete().block(PATIENCE);
              }
              count("disconnected and connected");
            });
  }

  private void restart() throws IOException {
    SoakNode node = any();
    List<BootstrapAddress> others =
        nodes.stream().filter(SoakNode::listens).map(SoakNode::address).toList();
    if (random.nextInt(3) == 0) {
      node.move(others);
      count("started anew, elsewhere");
    } else {
      node.restart(others);
      count("started anew");
    }
  }

  /** Leftovers of failures before. */
  private void withdraw() throws Exception {
    any()
        .use(
            node ->
                node.downloads()
                    .list()
                    .filter(each -> each.state().isTerminal())
                    .concatMap(each -> node.downloads().forget(each.id()).onErrorComplete())
                    .then()
                    .block(PATIENCE));
    count("tidied up");
  }
}
