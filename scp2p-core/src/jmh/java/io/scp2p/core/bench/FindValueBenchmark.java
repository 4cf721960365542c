package io.scp2p.core.bench;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.message.MessageCodec;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A full answer to FIND_VALUE, and the CBOR library on the same bytes, which checks no types. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
public class FindValueBenchmark {
  private FindValueResult result;
  private byte[] encoded;
  private CBORObject tree;

  @Setup
  public void prepare() {
    result = WireSamples.findValueResult();
    encoded = result.encoded().toArray();
    tree = decodeByCborJava();
  }

  @Benchmark
  public Bytes encode() {
    return result.encoded();
  }

  @Benchmark
  public Object decode() throws WireException {
    return MessageCodec.v1().decodeResponse(result.type(), Bytes.wrap(encoded));
  }

  @Benchmark
  public byte[] encodeByCborJava() {
    return tree.EncodeToBytes();
  }

  @Benchmark
  public CBORObject decodeByCborJava() {
    return CBORObject.DecodeFromBytes(encoded);
  }

  int encodedBytes() {
    return encoded.length;
  }
}
