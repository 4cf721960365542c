package io.scp2p.examples.bench;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.DownloadResult;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/** Follows a share with a node that knows nothing yet, and downloads all of it. */
final class NodeDownload {
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final WorkDirectory work;
  private final TransportKind transport;
  private final ShareLink link;

  NodeDownload(WorkDirectory work, TransportKind transport, String link) {
    this.work = work;
    this.transport = transport;
    this.link = ShareLink.parse(link);
  }

  /** Only the download is in the time: the node is connected and has the newest version before. */
  Sample run(ServingProcess server, long bytes, int files) throws Exception {
    return run(server, bytes, files, node -> {});
  }

  /** Does something with the node before. */
  Sample run(ServingProcess server, long bytes, int files, Consumer<Scp2pNode> before)
      throws Exception {
    work.clear("fetching");
    work.clear("received");
    try (Scp2pNode node = Nodes.fetching(work.resolve("fetching"), transport)) {
      node.subscriptions().follow(link).block(PATIENCE);
      node.subscriptions().sync(link.shareId()).block(PATIENCE);
      before.accept(node);
      return Sample.take(server, () -> download(node, bytes, files));
    }
  }

  private long download(Scp2pNode node, long bytes, int files) {
    DownloadPlan plan = DownloadPlan.share(link.shareId()).into(work.resolve("received"));
    DownloadResult result =
        Objects.requireNonNull(node.downloads().start(plan).result().block(PATIENCE));
    if (result.files().size() != files || result.bytesTotal() != bytes) {
      throw new IllegalStateException("not all of it came: " + result);
    }
    return bytes;
  }
}
