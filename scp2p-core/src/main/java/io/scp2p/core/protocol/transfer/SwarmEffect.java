package io.scp2p.core.protocol.transfer;

import io.scp2p.api.error.ErrorCode;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a swarm wants done, in the order of the list.
 *
 * <p>A chunk goes through {@code AskChunk → (ChunkFailed | CancelChunk | ChunkArrived → (Drop |
 * Store → (ChunkStored | ChunkCorrupt | StoreFailed)))}. Of two asks for one chunk at most one is
 * stored at a time. Exactly one of {@link Completed}, {@link Failed} and {@link Cancelled} is the
 * last effect of a swarm, and by then nothing of it is asked, held or being stored.
 */
public sealed interface SwarmEffect {
  /** Calls the handler's method for this record. */
  void dispatch(Handler handler);

  /**
   * Ask a peer for a page of chunk hashes (section 12.1); answer with one of the {@code Hashes…}
   * inputs. Asking for the same page again means that the earlier ask took too long; its answer is
   * still welcome.
   *
   * @param allowedNanos how long the answer may take; the swarm keeps the time itself
   */
  record AskHashes(PeerRef peer, int page, long allowedNanos) implements SwarmEffect {
    @Override
    public void dispatch(Handler handler) {
      handler.askHashes(this);
    }
  }

  /** Ask a peer what it holds; answer with {@link SwarmInput.PeerHolds} or not at all. */
  record AskHoldings(PeerRef peer) implements SwarmEffect {
    @Override
    public void dispatch(Handler handler) {
      handler.askHoldings(this);
    }
  }

  /**
   * Ask a peer for a chunk (section 12.2).
   *
   * @param ask names this ask, in this swarm; never used again
   * @param bytes what the chunk must have
   * @param allowedNanos how long the answer may take; the swarm keeps the time itself
   */
  record AskChunk(long ask, PeerRef peer, int chunk, int bytes, long allowedNanos)
      implements SwarmEffect {
    @Override
    public void dispatch(Handler handler) {
      handler.askChunk(this);
    }
  }

  /**
   * Nobody waits for this chunk any more; nothing needs to be reported of it. One that arrives all
   * the same is answered with {@link Drop}, even after the end.
   */
  record CancelChunk(long ask) implements SwarmEffect {
    @Override
    public void dispatch(Handler handler) {
      handler.cancelChunk(this);
    }
  }

  /** Verify a chunk that has arrived and write it. Its page of hashes is there. */
  record Store(long ask, int chunk) implements SwarmEffect {
    @Override
    public void dispatch(Handler handler) {
      handler.store(this);
    }
  }

  /** Free the memory of a chunk that has arrived. */
  record Drop(long ask) implements SwarmEffect {
    @Override
    public void dispatch(Handler handler) {
      handler.drop(this);
    }
  }

  /** Remember that these chunks are stored, so that they are not fetched again after a crash. */
  record Persist(List<Integer> chunks) implements SwarmEffect {
    @Override
    public void dispatch(Handler handler) {
      handler.persist(this);
    }
  }

  /** A peer has failed in a way that counts against it. */
  record Penalise(PeerRef peer, AskFailure why) implements SwarmEffect {
    @Override
    public void dispatch(Handler handler) {
      handler.penalise(this);
    }
  }

  /**
   * A peer has sent what does not hash to what was asked for. It is not asked again for this
   * content.
   *
   * @param chunk which; empty for a list of hashes
   */
  record Lied(PeerRef peer, OptionalInt chunk) implements SwarmEffect {
    @Override
    public void dispatch(Handler handler) {
      handler.lied(this);
    }
  }

  /**
   * Nobody is left to ask: look for providers. Answer with {@link SwarmInput.PeerAvailable} or
   * {@link SwarmInput.NoMorePeers}. Repeated, less and less often, while nobody comes.
   */
  record NeedPeers(int round) implements SwarmEffect {
    @Override
    public void dispatch(Handler handler) {
      handler.needPeers(this);
    }
  }

  /** How far it is; never decreases. */
  record Progress(long storedBytes, long totalBytes) implements SwarmEffect {
    @Override
    public void dispatch(Handler handler) {
      handler.progress(this);
    }
  }

  /** Terminal: every chunk is verified and written. */
  record Completed() implements SwarmEffect {
    @Override
    public void dispatch(Handler handler) {
      handler.completed();
    }
  }

  /** Terminal. Stored chunks stay for a later resume. */
  record Failed(ErrorCode why) implements SwarmEffect {
    @Override
    public void dispatch(Handler handler) {
      handler.failed(this);
    }
  }

  /** Terminal: the answer to {@link SwarmInput.Cancel}. */
  record Cancelled() implements SwarmEffect {
    @Override
    public void dispatch(Handler handler) {
      handler.cancelled();
    }
  }

  /** One method for each effect: a record without one does not compile. */
  interface Handler {
    void askHashes(AskHashes effect);

    void askHoldings(AskHoldings effect);

    void askChunk(AskChunk effect);

    void cancelChunk(CancelChunk effect);

    void store(Store effect);

    void drop(Drop effect);

    void persist(Persist effect);

    void penalise(Penalise effect);

    void lied(Lied effect);

    void needPeers(NeedPeers effect);

    void progress(Progress effect);

    void completed();

    void failed(Failed effect);

    void cancelled();
  }
}
