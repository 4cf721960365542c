package io.scp2p.core.engine.share;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.serving.Answer;
import java.util.Optional;

/** Sees every chunk that is asked for and sent, and may refuse one. On the loop. */
public interface UploadWatch {
  /** Lets everything pass. */
  UploadWatch NONE =
      new UploadWatch() {
        @Override
        public Optional<Answer> refusal(NodeKey peer, ContentId content) {
          return Optional.empty();
        }

        @Override
        public void sent(NodeKey peer, ContentId content, int bytes) {
          // Nobody watches.
        }
      };

  /** What a peer hears instead of a chunk, if it shall not have it now. */
  Optional<Answer> refusal(NodeKey peer, ContentId content);

  /** A chunk goes to a peer. */
  void sent(NodeKey peer, ContentId content, int bytes);
}
