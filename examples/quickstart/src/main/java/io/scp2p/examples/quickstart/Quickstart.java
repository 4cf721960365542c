package io.scp2p.examples.quickstart;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.Subscription;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.TransferProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;

/**
 * Publishes a folder, and downloads what somebody else has published:
 *
 * <pre>
 * java -jar scp2p-quickstart.jar FOLDER               publishes and serves it until Enter
 * java -jar scp2p-quickstart.jar FOLDER LINK TARGET   the same, and fetches LINK into TARGET
 * </pre>
 */
@NullUnmarked // Mono.block() is null for an empty Mono; these have a value or fail.
public final class Quickstart {
  private Quickstart() {}

  /** See above. */
  public static void main(String... arguments) throws IOException {
    NodeConfig config = NodeConfig.defaults();
    Path home = Path.of("data");
    if (arguments.length == 1) {
      try (Scp2pNode node = Scp2pNode.builder().home(home).config(config).start()) {
        System.out.println(publish(node, Path.of(arguments[0])).link());
        System.in.read();
      }
    } else if (arguments.length == 3) {
      Path folder = Path.of(arguments[0]);
      Path target = Path.of(arguments[2]);
      publishAndFetch(home, config, folder, arguments[1], target, Quickstart::print);
    } else {
      System.err.println("usage: FOLDER [LINK TARGET]");
    }
  }

  static Share publish(Scp2pNode node, Path folder) {
    return node.shares().publish(SharePlan.folder(folder).title("Holiday").build()).block();
  }

  static void publishAndFetch(
      Path home,
      NodeConfig config,
      Path folder,
      String link,
      Path target,
      Consumer<TransferProgress> bar) {
    // tag::main-job[]
    try (Scp2pNode node = Scp2pNode.builder().home(home).config(config).start()) {
      Share share =
          node.shares().publish(SharePlan.folder(folder).title("Holiday").build()).block();
      System.out.println(share.link()); // scp2p://s/… for whoever shall have it

      Subscription sub = node.subscriptions().follow(ShareLink.parse(link)).block();
      node.subscriptions().sync(sub.shareId()).block(); // somebody else's, its newest version
      Download download = node.downloads().start(DownloadPlan.share(sub.shareId()).into(target));
      download.progress().subscribe(bar);
      download.result().block(); // every byte verified and on disk
    }
    // end::main-job[]
  }

  private static void print(TransferProgress progress) {
    System.out.printf(
        "%d of %d bytes, %d/s%n",
        progress.bytesDone(), progress.bytesTotal(), progress.bytesPerSecond());
  }
}
