package io.scp2p.core.bench;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.frame.FrameDecoder;
import io.scp2p.core.wire.frame.FrameEncoder;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.message.MessageCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** CHUNK_DATA with a whole chunk, from message to frame and back, beside copies of its payload. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
public class ChunkDataBenchmark {
  static final int PAYLOAD_BYTES = WireLimits.CHUNK_BYTES;

  private static final long REQUEST_ID = 10_000;

  private final byte[] payload = new byte[PAYLOAD_BYTES];
  private final byte[] copy = new byte[PAYLOAD_BYTES];
  private ChunkData chunk;
  private ByteBuffer frame;

  @Setup
  public void prepare() throws WireException {
    new SplittableRandom(1).nextBytes(payload);
    chunk = new ChunkData(ContentId.of(new byte[ContentId.LENGTH]), 7, Bytes.wrap(payload));
    frame = encode();
  }

  @Benchmark
  public ByteBuffer encode() throws WireException {
    return FrameEncoder.response(chunk.type(), REQUEST_ID, chunk);
  }

  /** As a session does it: the head, and the payload where it lies. */
  @Benchmark
  public List<ByteBuffer> encodeGathered() throws WireException {
    return FrameEncoder.gatheredResponse(chunk.type(), REQUEST_ID, chunk);
  }

  @Benchmark
  public Object decode() throws WireException {
    Bytes body = FrameDecoder.forEnvelopes().next(frame.duplicate());
    Envelope envelope = Envelope.decode(body);
    return MessageCodec.v1().decodeResponse(envelope.type(), envelope.payload());
  }

  /** Between two arrays that are always the same, so both in the cache. */
  @Benchmark
  public byte[] copyInPlace() {
    System.arraycopy(payload, 0, copy, 0, PAYLOAD_BYTES);
    return copy;
  }

  /** Into a fresh array, as whoever hands out a copy must. */
  @Benchmark
  public byte[] copyToFresh() {
    byte[] fresh = new byte[PAYLOAD_BYTES];
    System.arraycopy(payload, 0, fresh, 0, PAYLOAD_BYTES);
    return fresh;
  }
}
