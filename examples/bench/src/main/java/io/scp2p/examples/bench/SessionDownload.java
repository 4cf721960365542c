package io.scp2p.examples.bench;

import io.scp2p.core.engine.PeerSession;
import io.scp2p.core.engine.Reply;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.protocol.session.SessionRules;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.message.GetChunk;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.MessageType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Fetches chunks over one session, as many at once as the session allows. */
final class SessionDownload {
  /** Ids and indexes around the data. */
  private static final int ANSWER_HEAD_BYTES = 64;

  private static final long PATIENCE_SECONDS = 600;

  private final BenchNode node;
  private final PeerSession session;
  private final Chunks chunks;
  private final int chunkBytes;
  private final boolean verify;
  private final CompletableFuture<Long> done = new CompletableFuture<>();
  private long count;
  private long asked;
  private long received;

  SessionDownload(
      BenchNode node, PeerSession session, Chunks chunks, int chunkBytes, boolean verify) {
    this.node = node;
    this.session = session;
    this.chunks = chunks;
    this.chunkBytes = chunkBytes;
    this.verify = verify;
  }

  /** Fetches {@code chunkCount} chunks and returns how many bytes came. */
  long run(long chunkCount) throws Exception {
    count = chunkCount;
    node.loop()
        .post(
            () -> {
              while (asked < Math.min(count, SessionRules.MAX_SERVING)) {
                ask();
              }
            });
    return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void ask() {
    long index = asked++;
    session.ask(
        MessageType.GET_CHUNK.number(),
        MessageType.CHUNK_DATA.number(),
        new GetChunk(chunks.contentId(), index),
        chunkBytes + ANSWER_HEAD_BYTES,
        new Reply() {
          @Override
          public void answered(Envelope answer) {
            received(index, answer);
          }

          @Override
          public void failed(SessionFailure why) {
            done.completeExceptionally(new IllegalStateException("chunk " + index + ": " + why));
          }
        });
  }

  private void received(long index, Envelope answer) {
    try {
      if (answer.isError()
          || !(MessageCodec.v1().decodeResponse(answer.type(), answer.payload())
              instanceof ChunkData chunk)
          || chunk.data().size() != chunkBytes) {
        throw new IllegalStateException("chunk " + index + " is not what was asked for");
      }
      if (verify && !chunks.verifies(index, chunk.data())) {
        throw new IllegalStateException("chunk " + index + " has the wrong hash");
      }
    } catch (WireException | IllegalStateException e) {
      done.completeExceptionally(e);
      return;
    }
    received++;
    if (asked < count) {
      ask();
    } else if (received == count) {
      done.complete(received * chunkBytes);
    }
  }
}
