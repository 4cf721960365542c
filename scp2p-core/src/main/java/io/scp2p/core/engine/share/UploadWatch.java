package io.scp2p.core.engine.share;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Requester;
import java.util.Optional;

/** Sees every chunk that is asked for and sent, and may refuse one. On the loop. */
public interface UploadWatch {
  /** Lets everything pass. */
  UploadWatch NONE =
      new UploadWatch() {
        @Override
        public Optional<Answer> refusal(Requester peer, ContentId content) {
          return Optional.empty();
        }

        @Override
        public Optional<Answer> admit(Requester peer) {
          return Optional.empty();
        }

        @Override
        public void sent(NodeKey peer, ContentId content, int bytes) {
          // Nobody watches.
        }
      };

  /**
   * What a peer hears instead of a chunk, if it shall not have it now. Asked before the chunk is
   * looked for; takes no place, since whoever asks for what nobody has gets nothing.
   */
  Optional<Answer> refusal(Requester peer, ContentId content);

  /** Takes or keeps a place for a peer whose chunk was found; what it hears if there is none. */
  Optional<Answer> admit(Requester peer);

  /** A chunk goes to a peer. */
  void sent(NodeKey peer, ContentId content, int bytes);
}
