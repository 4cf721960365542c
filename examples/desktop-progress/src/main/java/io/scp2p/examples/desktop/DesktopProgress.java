package io.scp2p.examples.desktop;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import java.nio.file.Path;
import javax.swing.SwingUtilities;

/**
 * Downloads a share and shows it in a window:
 *
 * <pre>
 * java -jar scp2p-desktop-progress.jar LINK TARGET
 * </pre>
 */
public final class DesktopProgress {
  private DesktopProgress() {}

  /** See above. */
  public static void main(String... arguments) {
    if (arguments.length != 2) {
      System.err.println("usage: LINK TARGET");
      return;
    }
    Scp2pNode node =
        Scp2pNode.builder().home(Path.of("data")).config(NodeConfig.defaults()).start();
    show(node, ShareLink.parse(arguments[0]), Path.of(arguments[1]));
  }

  /** Closes the node with the window: not on the EDT, which closing would block. */
  static void show(Scp2pNode node, ShareLink link, Path target) {
    node.subscriptions()
        .follow(link)
        .then(node.subscriptions().sync(link.shareId()))
        .subscribe(
            synced -> open(node, node.downloads().start(plan(link, target)), target),
            failure -> {
              System.err.println("error: " + failure.getMessage());
              close(node);
            });
  }

  private static DownloadPlan plan(ShareLink link, Path target) {
    return DownloadPlan.share(link.shareId()).into(target);
  }

  private static void open(Scp2pNode node, Download download, Path target) {
    SwingUtilities.invokeLater(
        () -> new DownloadWindow(target.toString(), download, () -> close(node)).open());
  }

  private static void close(Scp2pNode node) {
    new Thread(node::close, "close-node").start();
  }
}
