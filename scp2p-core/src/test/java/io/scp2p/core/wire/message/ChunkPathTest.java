package io.scp2p.core.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import com.upokecenter.cbor.CBORException;
import com.upokecenter.cbor.CBORObject;
import com.upokecenter.cbor.CBORType;
import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.Hex;
import io.scp2p.core.wire.WireArbitraries;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.frame.FrameDecoder;
import io.scp2p.core.wire.frame.FrameEncoder;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The way of a 256 KiB chunk through the codec, and what an independent reading makes of it. */
class ChunkPathTest {
  private static final ContentId CONTENT = ContentId.of(Hex.repeat(0xa1, 32).toArray());
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static ChunkData fullChunk() {
    byte[] data = new byte[WireLimits.CHUNK_BYTES];
    new Random(1).nextBytes(data);
    return new ChunkData(CONTENT, 7, Bytes.wrap(data));
  }

  private static ChunkData decode(Bytes payload) throws WireException {
    return (ChunkData) MessageCodec.v1().decodeResponse(501, payload);
  }

  @Test
  void aReceivedChunkIsAWindowOnItsFrame() throws WireException {
    ByteBuffer frame = FrameEncoder.response(501, 10_000, fullChunk());

    Bytes body = FrameDecoder.forEnvelopes().next(frame);
    ChunkData chunk = decode(Envelope.decode(body).payload());

    assertThat(chunk).isEqualTo(fullChunk());
    assertThat(chunk.data().buffer().array()).isSameAs(frame.array());
  }

  @Test
  void sendingAllocatesOnePayloadAndReceivingNone() throws WireException {
    ChunkData chunk = fullChunk();
    sendAndReceive(chunk); // The first time also loads classes.
    long[] allocated = sendAndReceive(chunk);
    assertThat(allocated[0]).isLessThan(WireLimits.CHUNK_BYTES + 4_096L);
    assertThat(allocated[1]).isLessThan(4_096L);
  }

  private static long[] sendAndReceive(ChunkData chunk) throws WireException {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    ByteBuffer frame = FrameEncoder.response(501, 10_000, chunk);
    long between = THREADS.getCurrentThreadAllocatedBytes();
    decode(Envelope.decode(FrameDecoder.forEnvelopes().next(frame)).payload());
    return new long[] {between - before, THREADS.getCurrentThreadAllocatedBytes() - between};
  }

  @Test
  void aGatheredChunkIsTheSameFrameWithoutACopy() throws WireException {
    ChunkData chunk = fullChunk();
    List<ByteBuffer> parts = FrameEncoder.gatheredResponse(501, 10_000, chunk);

    ByteBuffer whole = FrameEncoder.response(501, 10_000, chunk);
    assertThat(parts).hasSize(2);
    ByteBuffer joined = ByteBuffer.allocate(whole.remaining());
    parts.forEach(part -> joined.put(part.duplicate()));
    assertThat(joined.flip()).isEqualTo(whole);
    assertThat(parts.get(1).array()).isSameAs(chunk.data().buffer().array());
  }

  @Test
  void chunksHaveAtLeastOneByteAndAtMostAChunks() throws WireException {
    String head = "a3 00 5820" + "a1".repeat(32) + "01 03 02";
    assertThat(decode(Hex.bytes(head, "41 00")).data().size()).isEqualTo(1);
    for (Bytes payload :
        new Bytes[] {Hex.bytes(head, "40"), Hex.bytes(head, "5a00040001", "00".repeat(262_145))}) {
      WireException refusal = catchThrowableOfType(WireException.class, () -> decode(payload));
      assertThat(refusal.reason()).isEqualTo(Reason.WRONG_LENGTH);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChunkData(CONTENT, 0, Bytes.EMPTY))
        .withMessage("a chunk has no 0 bytes");
  }

  @Provide
  Arbitrary<Bytes> mutatedPayload() {
    return Combinators.combine(
            WireArbitraries.chunkData(), Arbitraries.randomValue(Random::nextLong))
        .as((chunk, seed) -> mutated(chunk.encoded(), new Random(seed)));
  }

  /** Mutations of the first bytes mostly, where the structure is. */
  private static Bytes mutated(Bytes payload, Random random) {
    byte[] work = payload.toArray();
    int structure = Math.min(work.length, 48);
    for (int i = random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(structure);
      if (random.nextBoolean()) {
        work[at] ^= (byte) (1 << random.nextInt(8));
      } else {
        work[at] = (byte) random.nextInt();
      }
    }
    return Bytes.wrap(work, 0, random.nextInt(4) == 0 ? random.nextInt(work.length) : work.length);
  }

  @Property(tries = 3_000)
  void aTreeReadByCborJavaSaysTheSame(@ForAll("mutatedPayload") Bytes payload) {
    ChunkData ours = null;
    Reason objection = null;
    try {
      ours = decode(payload);
    } catch (WireException e) {
      objection = e.reason();
    }
    CBORObject tree;
    try {
      tree = CBORObject.DecodeFromBytes(payload.toArray());
    } catch (CBORException e) {
      // Also refused there: what is not well-formed, duplicates of any key, surplus bytes.
      assertThat(ours == null || isStricterThere(payload)).isTrue();
      return;
    }
    ChunkData theirs = interpreted(tree);
    if (theirs == null) {
      assertThat(ours).isNull();
    } else if (ours == null) {
      // We follow less deep and refuse simple values nobody has assigned.
      assertThat(objection).isIn(Reason.MALFORMED, Reason.TOO_DEEP);
    } else {
      assertThat(ours).isEqualTo(theirs);
    }
  }

  /** Duplicate unknown keys, and tags whose content is not what they promise. */
  private static boolean isStricterThere(Bytes payload) {
    try {
      CBORObject.DecodeFromBytes(
          payload.toArray(), new com.upokecenter.cbor.CBOREncodeOptions("allowduplicatekeys=true"));
      return true;
    } catch (CBORException e) {
      return e.getMessage() != null && e.getMessage().contains("tag");
    }
  }

  private static ChunkData interpreted(CBORObject tree) {
    CBORObject map = tree.Untag();
    if (map.getType() != CBORType.Map) {
      return null;
    }
    CBORObject id = map.get(CBORObject.FromObject(0));
    CBORObject index = map.get(CBORObject.FromObject(1));
    CBORObject data = map.get(CBORObject.FromObject(2));
    if (!isBytes(id) || !isBytes(data) || id.GetByteString().length != 32) {
      return null;
    }
    if (index == null || index.Untag().getType() != CBORType.Integer) {
      return null;
    }
    CBORObject number = index.Untag();
    if (!number.CanValueFitInInt64()
        || number.AsInt64Value() < 0
        || number.AsInt64Value() > 0xffff_ffffL) {
      return null;
    }
    int size = data.GetByteString().length;
    if (size < 1 || size > WireLimits.CHUNK_BYTES) {
      return null;
    }
    return new ChunkData(
        ContentId.of(id.GetByteString()),
        number.AsInt64Value(),
        Bytes.copyOf(data.GetByteString()));
  }

  private static boolean isBytes(CBORObject item) {
    return item != null && item.getType() == CBORType.ByteString && !item.isTagged();
  }
}
