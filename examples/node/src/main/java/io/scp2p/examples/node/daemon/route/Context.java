package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.Scp2pNode;
import io.scp2p.examples.node.daemon.content.Gateway;
import io.scp2p.examples.node.daemon.content.OpenContents;
import java.nio.file.Path;

/**
 * What routes work with.
 *
 * @param node does the work
 * @param home of the node and the daemon
 * @param folders where relative targets are
 * @param staging where files of browsers are
 * @param transfers what was begun here
 * @param happenings what was heard of the node since its start
 * @param metrics what the node measures
 * @param settings with which the node runs, and those for its next start
 * @param contents that are being read
 * @param shutdown ends the daemon; returns at once
 */
public record Context(
    Scp2pNode node,
    Path home,
    Folders folders,
    Staging staging,
    Tracked transfers,
    Happenings happenings,
    Metrics metrics,
    Settings settings,
    OpenContents contents,
    Runnable shutdown) {
  /** Sends what is read. */
  Gateway gateway() {
    return new Gateway(contents);
  }
}
