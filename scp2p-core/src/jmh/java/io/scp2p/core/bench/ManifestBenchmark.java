package io.scp2p.core.bench;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.record.Manifest;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A manifest of many files, and the CBOR library on the same bytes, which checks no types. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
public class ManifestBenchmark {
  @Param("3000")
  public int items = 3_000;

  private Manifest manifest;
  private byte[] encoded;
  private CBORObject tree;

  @Setup
  public void prepare() {
    manifest = WireSamples.manifest(items);
    encoded = manifest.encoded().toArray();
    tree = decodeByCborJava();
  }

  @Benchmark
  public Bytes encode() {
    return manifest.encoded();
  }

  @Benchmark
  public Object decode() throws WireException {
    return Manifest.decode(Bytes.wrap(encoded));
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
