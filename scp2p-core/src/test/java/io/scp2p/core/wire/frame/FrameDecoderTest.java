package io.scp2p.core.wire.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.WireLimits;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
  private static ByteBuffer prefix(int length) {
    return ByteBuffer.allocate(FrameDecoder.PREFIX_BYTES).putInt(0, length);
  }

  private static ByteBuffer frame(byte[] body) {
    ByteBuffer frame = ByteBuffer.allocate(FrameDecoder.PREFIX_BYTES + body.length);
    return frame.putInt(body.length).put(body).flip();
  }

  private static void assertBroken(FrameDecoder frames, int length, Reason reason) {
    WireException refusal =
        catchThrowableOfType(WireException.class, () -> frames.next(prefix(length)));
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(catchThrowableOfType(WireException.class, () -> frames.next(prefix(1))))
        .as("the stream stays broken")
        .isSameAs(refusal);
  }

  @Test
  void anEmptyFrameBreaksTheStream() {
    assertBroken(FrameDecoder.forEnvelopes(), 0, Reason.TRUNCATED);
  }

  @Test
  void aFrameAboveTheLimitBreaksTheStreamBeforeItsBodyArrives() throws WireException {
    assertBroken(
        FrameDecoder.forHandshake(), WireLimits.HANDSHAKE_FRAME_BYTES + 1, Reason.TOO_LARGE);
    assertBroken(
        FrameDecoder.forEnvelopes(), WireLimits.ENVELOPE_FRAME_BYTES + 1, Reason.TOO_LARGE);
    assertBroken(FrameDecoder.forEnvelopes(), -1, Reason.TOO_LARGE);

    byte[] largest = new byte[WireLimits.HANDSHAKE_FRAME_BYTES];
    assertThat(FrameDecoder.forHandshake().next(frame(largest))).isEqualTo(Bytes.wrap(largest));
  }

  @Test
  void theLimitChangesWhenTheHandshakeIsOver() throws WireException {
    FrameDecoder frames = FrameDecoder.forHandshake();
    assertThat(frames.next(frame(new byte[10]))).isNotNull();

    frames.expectEnvelopes();

    byte[] big = new byte[WireLimits.HANDSHAKE_FRAME_BYTES + 1];
    assertThat(frames.next(frame(big))).isEqualTo(Bytes.wrap(big));
  }

  @Test
  void aFrameInsideOnePieceIsNotCopied() throws WireException {
    ByteBuffer piece = frame(new byte[] {1, 2, 3});

    Bytes body = FrameDecoder.forEnvelopes().next(piece);

    assertThat(body.buffer().array()).isSameAs(piece.array());
    assertThat(piece.hasRemaining()).isFalse();
  }

  @Test
  void directBuffersAreUnderstoodToo() throws WireException {
    ByteBuffer direct = ByteBuffer.allocateDirect(7).put(frame(new byte[] {1, 2, 3})).flip();
    assertThat(FrameDecoder.forEnvelopes().next(direct)).isEqualTo(Bytes.parse("010203"));
  }

  @Test
  void aStreamThatEndsInsideAFrameIsNoticed() throws WireException {
    FrameDecoder frames = FrameDecoder.forEnvelopes();
    assertThat(frames.insideFrame()).isFalse();
    assertThat(frames.next(ByteBuffer.wrap(new byte[] {0}))).isNull();
    assertThat(frames.insideFrame()).isTrue();
    assertThat(frames.next(ByteBuffer.wrap(new byte[] {0, 0, 1}))).isNull();
    assertThat(frames.insideFrame()).isTrue();
    assertThat(frames.next(ByteBuffer.wrap(new byte[] {9}))).isEqualTo(Bytes.parse("09"));
    assertThat(frames.insideFrame()).isFalse();
  }

  @Test
  void memoryFollowsWhatArrivesAndNotWhatIsAnnounced() throws WireException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    allocatedForAStart(threads); // The first time also loads classes.
    assertThat(allocatedForAStart(threads)).isLessThan(16 << 10);
  }

  private static long allocatedForAStart(ThreadMXBean threads) throws WireException {
    long before = threads.getCurrentThreadAllocatedBytes();
    FrameDecoder frames = FrameDecoder.forEnvelopes();
    frames.next(prefix(WireLimits.ENVELOPE_FRAME_BYTES));
    frames.next(ByteBuffer.allocate(1_000));
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void aFrameWithMemoryForAllOfItIsReceivedIntoOneBuffer() throws WireException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] chunk = new byte[WireLimits.CHUNK_BYTES + 100];
    deliver(FrameDecoder.forEnvelopes(), frame(chunk)); // The first time also loads classes.
    FrameDecoder frames = FrameDecoder.forEnvelopes();
    ByteBuffer frame = frame(chunk);
    long before = threads.getCurrentThreadAllocatedBytes();

    Bytes body = deliver(frames, frame);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .isLessThan(chunk.length + 2 * 16_384 + 8_192L);
    assertThat(body).isEqualTo(Bytes.wrap(chunk));
    assertThat(frames.heldBytes()).as("the body is the caller's now").isZero();
  }

  @Test
  void theOwnerOfTheStreamSeesHowMuchIsMissing() throws WireException {
    FrameDecoder frames = FrameDecoder.forEnvelopes();
    assertThat(frames.lengthBytes()).isZero();
    frames.next(prefix(100_000));
    frames.next(ByteBuffer.allocate(1_000));
    assertThat(frames.lengthBytes()).isEqualTo(100_000);
    assertThat(frames.filledBytes()).isEqualTo(1_000);
    assertThat(frames.missingBytes()).isEqualTo(99_000);
    assertThat(frames.heldBytes()).isEqualTo(FrameDecoder.GROWTH * 1_000);
    frames.takeMemory();
    assertThat(frames.heldBytes()).isEqualTo(100_000);
  }

  /** In pieces of the size of a TLS record. */
  private static Bytes deliver(FrameDecoder frames, ByteBuffer frame) throws WireException {
    Bytes body = null;
    while (body == null) {
      int size = Math.min(16_384, frame.remaining());
      body = frames.next(frame.slice(frame.position(), size));
      frame.position(frame.position() + size);
      frames.takeMemory();
    }
    return body;
  }

  @Property(tries = 300)
  void piecesOfAnySizeYieldTheSameFrames(
      @ForAll @Size(max = 5) List<@Size(min = 1, max = 3_000) byte[]> bodies,
      @ForAll @IntRange(min = 1, max = 700) int pieceBytes)
      throws WireException {
    int total = bodies.stream().mapToInt(body -> body.length + 4).sum();
    ByteBuffer stream = ByteBuffer.allocate(total);
    bodies.forEach(body -> stream.put(frame(body)));
    stream.flip();
    FrameDecoder frames = FrameDecoder.forEnvelopes();
    List<Bytes> received = new ArrayList<>();

    while (stream.hasRemaining()) {
      byte[] piece = new byte[Math.min(pieceBytes, stream.remaining())];
      stream.get(piece);
      ByteBuffer delivered = ByteBuffer.wrap(piece);
      for (Bytes body = frames.next(delivered); body != null; body = frames.next(delivered)) {
        received.add(body);
      }
    }

    assertThat(received).containsExactlyElementsOf(bodies.stream().map(Bytes::wrap).toList());
    assertThat(frames.insideFrame()).isFalse();
  }
}
