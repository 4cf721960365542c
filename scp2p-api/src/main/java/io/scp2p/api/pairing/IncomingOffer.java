package io.scp2p.api.pairing;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.transfer.Download;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** What the other side wants to send, before anything was accepted. */
public interface IncomingOffer {
  /** {@return who sends; the code has proved that it is the one who said it} */
  NodeKey sender();

  /** {@return what would come; names are the sender's words} */
  List<ShareItem> items();

  /** {@return how many bytes would come} */
  long totalBytes();

  /** {@return a text of the sender, if there is one} */
  Optional<String> message();

  /** {@return how the two nodes are connected now} */
  PathKind path();

  /**
   * Accepts everything.
   *
   * @param target the folder that receives it
   * @return the running download
   */
  Download accept(Path target);

  /**
   * Accepts nothing. Harmless when repeated.
   *
   * @return completes when the other side was told
   */
  Mono<Void> decline();
}
