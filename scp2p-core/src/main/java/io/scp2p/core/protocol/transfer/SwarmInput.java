package io.scp2p.core.protocol.transfer;

import io.scp2p.api.error.ErrorCode;
import java.util.BitSet;

/**
 * What a swarm is told. Peers must stand in the {@link PeerBook} before a swarm hears of them.
 * Whatever belongs to an ask that was cancelled or dropped is ignored, so the engine need not take
 * care of answers that crossed a cancel.
 */
public sealed interface SwarmInput {
  /** Calls the handler's method for this record. */
  void dispatch(Handler handler);

  /**
   * Begin. Only the first one counts.
   *
   * @param stored chunks that are verified and on disk already; not changed, not kept
   * @param hashPages pages of the chunk hash list that are there already; see {@link HashPages}
   */
  record Started(BitSet stored, BitSet hashPages) implements SwarmInput {
    /** Nothing is there yet. */
    public static Started afresh() {
      return new Started(new BitSet(), new BitSet());
    }

    @Override
    public void dispatch(Handler handler) {
      handler.started(this);
    }
  }

  /** A peer may have the content. Again for one that said it has not: ask it again. */
  record PeerAvailable(PeerRef peer) implements SwarmInput {
    @Override
    public void dispatch(Handler handler) {
      handler.peerAvailable(this);
    }
  }

  /** The way to a peer is closed. All its asks have failed with it; no need to report them. */
  record PeerGone(PeerRef peer) implements SwarmInput {
    @Override
    public void dispatch(Handler handler) {
      handler.peerGone(this);
    }
  }

  /** {@link SwarmEffect.NeedPeers} was followed up and brought nobody new. */
  record NoMorePeers() implements SwarmInput {
    @Override
    public void dispatch(Handler handler) {
      handler.noMorePeers();
    }
  }

  /** A page of hashes came, was checked against what the manifest vouches for, and is kept. */
  record HashesArrived(PeerRef peer, int page) implements SwarmInput {
    @Override
    public void dispatch(Handler handler) {
      handler.hashesArrived(this);
    }
  }

  /** A page of hashes came and is not what the manifest vouches for. */
  record HashesWrong(PeerRef peer, int page) implements SwarmInput {
    @Override
    public void dispatch(Handler handler) {
      handler.hashesWrong(this);
    }
  }

  /** A page of hashes did not come. */
  record HashesFailed(PeerRef peer, int page, AskFailure why) implements SwarmInput {
    @Override
    public void dispatch(Handler handler) {
      handler.hashesFailed(this);
    }
  }

  /** What a peer that is downloading itself holds by now, asked for or not. */
  record PeerHolds(PeerRef peer, Holdings holdings) implements SwarmInput {
    @Override
    public void dispatch(Handler handler) {
      handler.peerHolds(this);
    }
  }

  /**
   * A chunk came and waits in memory, unchecked, for {@link SwarmEffect.Store} or {@link
   * SwarmEffect.Drop}.
   */
  record ChunkArrived(long ask, int bytes) implements SwarmInput {
    @Override
    public void dispatch(Handler handler) {
      handler.chunkArrived(this);
    }
  }

  /** A chunk did not come. */
  record ChunkFailed(long ask, AskFailure why) implements SwarmInput {
    @Override
    public void dispatch(Handler handler) {
      handler.chunkFailed(this);
    }
  }

  /** A chunk was verified and written; its memory is free. Ends a {@link SwarmEffect.Store}. */
  record ChunkStored(long ask) implements SwarmInput {
    @Override
    public void dispatch(Handler handler) {
      handler.chunkStored(this);
    }
  }

  /** A chunk has a wrong hash; its memory is free. Ends a {@link SwarmEffect.Store}. */
  record ChunkCorrupt(long ask) implements SwarmInput {
    @Override
    public void dispatch(Handler handler) {
      handler.chunkCorrupt(this);
    }
  }

  /** A chunk could not be written; its memory is free. Ends a {@link SwarmEffect.Store}. */
  record StoreFailed(long ask, ErrorCode why) implements SwarmInput {
    @Override
    public void dispatch(Handler handler) {
      handler.storeFailed(this);
    }
  }

  /**
   * A reader waits for the chunks from {@code firstChunk} on, in place of what it waited for
   * before.
   *
   * @param reader names the reader
   * @param chunks how many it wants first
   */
  record ReaderNeeds(long reader, int firstChunk, int chunks) implements SwarmInput {
    @Override
    public void dispatch(Handler handler) {
      handler.readerNeeds(this);
    }
  }

  /** A stored chunk is not there any more, as {@link SwarmRules#onlyForReaders} allows. */
  record Forgotten(int chunk) implements SwarmInput {
    @Override
    public void dispatch(Handler handler) {
      handler.forgotten(this);
    }
  }

  /** A reader has ended. */
  record ReaderGone(long reader) implements SwarmInput {
    @Override
    public void dispatch(Handler handler) {
      handler.readerGone(this);
    }
  }

  /** Give up; {@link SwarmEffect.Cancelled} follows when nothing is held any more. */
  record Cancel() implements SwarmInput {
    @Override
    public void dispatch(Handler handler) {
      handler.cancel();
    }
  }

  /** Another swarm has given room back, at a peer or in the budget. */
  record CapacityChanged() implements SwarmInput {
    @Override
    public void dispatch(Handler handler) {
      handler.capacityChanged();
    }
  }

  /** At most so many bytes a second for this content; 0 for no cap. */
  record RateCap(long bytesPerSecond) implements SwarmInput {
    @Override
    public void dispatch(Handler handler) {
      handler.rateCap(this);
    }
  }

  /** One method for each input: a record without one does not compile. */
  interface Handler {
    void started(Started input);

    void peerAvailable(PeerAvailable input);

    void peerGone(PeerGone input);

    void noMorePeers();

    void hashesArrived(HashesArrived input);

    void hashesWrong(HashesWrong input);

    void hashesFailed(HashesFailed input);

    void peerHolds(PeerHolds input);

    void chunkArrived(ChunkArrived input);

    void chunkFailed(ChunkFailed input);

    void chunkStored(ChunkStored input);

    void chunkCorrupt(ChunkCorrupt input);

    void storeFailed(StoreFailed input);

    void readerNeeds(ReaderNeeds input);

    void forgotten(Forgotten input);

    void readerGone(ReaderGone input);

    void cancel();

    void capacityChanged();

    void rateCap(RateCap input);
  }
}
