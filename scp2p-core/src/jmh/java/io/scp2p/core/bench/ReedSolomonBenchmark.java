package io.scp2p.core.bench;

import io.scp2p.core.coding.Reconstruction;
import io.scp2p.core.coding.ReedSolomon;
import io.scp2p.core.coding.TableReedSolomon;
import io.scp2p.core.coding.TooFewShardsException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
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
import org.openjdk.jmh.annotations.TearDown;

/** Encoding a group of shards, computing two lost ones, and the textbook code for the same. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
public class ReedSolomonBenchmark {
  private static final int LOST = 2;

  @Param({"4", "10"})
  public int dataShards;

  @Param({"2", "4"})
  public int parityShards;

  @Param("65536")
  public int shardBytes;

  private byte[][] data;
  private byte[][] parity;
  private byte[][] lost;
  private byte[][] lostCopies;
  private byte[][] survivors;
  private ByteBuffer[] shards;
  private int[][] encodingRows;
  private int[][] decodingRows;
  private ReedSolomon code;
  private Reconstruction reconstruction;

  @Setup
  public void prepare() throws TooFewShardsException {
    data = new byte[dataShards][shardBytes];
    parity = new byte[parityShards][shardBytes];
    SplittableRandom random = new SplittableRandom(dataShards);
    Arrays.stream(data).forEach(random::nextBytes);
    code = ReedSolomon.of(dataShards, parityShards);
    code.encode(data, parity);

    int total = dataShards + parityShards;
    shards = new ByteBuffer[total];
    for (int i = 0; i < total; i++) {
      shards[i] = ByteBuffer.wrap(i < dataShards ? data[i] : parity[i - dataShards]);
    }
    lost = Arrays.copyOf(data, LOST);
    lostCopies = new byte[][] {data[0].clone(), data[1].clone()};
    survivors = new byte[dataShards][];
    int[] survivorNumbers = new int[dataShards];
    for (int i = 0; i < dataShards; i++) {
      survivorNumbers[i] = i + LOST;
      survivors[i] = shards[i + LOST].array();
    }
    encodingRows = TableReedSolomon.matrix(dataShards, parityShards);
    decodingRows =
        Arrays.copyOf(
            TableReedSolomon.decodingMatrix(dataShards, parityShards, survivorNumbers), LOST);
    reconstruction = code.reconstruction(range(LOST, total), range(0, LOST));
  }

  private static BitSet range(int from, int to) {
    BitSet set = new BitSet();
    set.set(from, to);
    return set;
  }

  /** Fast and wrong would be no result. */
  @TearDown
  public void check() {
    if (!Arrays.deepEquals(lost, lostCopies)) {
      throw new IllegalStateException("decoded wrongly");
    }
  }

  long dataBytes() {
    return (long) dataShards * shardBytes;
  }

  @Benchmark
  public byte[][] encode() {
    code.encode(data, parity);
    return parity;
  }

  @Benchmark
  public byte[][] encodeByTable() {
    TableReedSolomon.apply(encodingRows, data, parity);
    return parity;
  }

  @Benchmark
  public byte[][] decodeTwo() {
    reconstruction.apply(shards);
    return lost;
  }

  @Benchmark
  public byte[][] decodeTwoByTable() {
    TableReedSolomon.apply(decodingRows, survivors, lost);
    return lost;
  }
}
