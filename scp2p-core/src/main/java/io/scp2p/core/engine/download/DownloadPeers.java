package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import java.util.function.Consumer;

/** Finds peers for content and is told of liars: the rest of the node, seen from downloads. */
public interface DownloadPeers {
  /**
   * Looks for peers that may have a content. Whoever is found is connected, which {@link Providers}
   * hears of. On the loop.
   *
   * @param done called on the loop when the search is over, with whether it brought anybody new
   */
  void seek(ShareId share, ContentId content, Consumer<Boolean> done);

  /** A peer sent what is provably wrong, for the first time in a while. On the loop. */
  void lied(NodeKey peer, ErrorCode what);
}
