package io.scp2p.core.coding;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;

/**
 * Prints GB of data a second by thread CPU time, beside the table-driven reference in the same run.
 * Arguments: shard bytes (65536) and, to print ratios, what ISA-L reached on the same machine for
 * 4+2 encode, 4+2 decode, 10+4 encode and 10+4 decode.
 */
final class CodingBench {
  private static final int PASSES = 15;

  private CodingBench() {}

  public static void main(String[] arguments) throws TooFewShardsException {
    int shardBytes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 65_536;
    double[] isal = Arrays.stream(arguments).skip(1).mapToDouble(Double::parseDouble).toArray();
    System.out.printf(
        "JDK %s, %d byte shards, data GB/s by CPU time%n",
        System.getProperty("java.version"), shardBytes);
    int[][] codes = {{4, 2}, {10, 4}, {4, 3}, {4, 4}, {8, 4}, {20, 10}, {64, 32}};
    for (int i = 0; i < codes.length; i++) {
      double encodeLimit = 2 * i < isal.length ? isal[2 * i] : 0;
      double decodeLimit = 2 * i + 1 < isal.length ? isal[2 * i + 1] : 0;
      code(codes[i][0], codes[i][1], shardBytes, encodeLimit, decodeLimit);
    }
  }

  private static void code(int k, int m, int bytes, double encodeLimit, double decodeLimit)
      throws TooFewShardsException {
    Random random = new Random(k);
    byte[][] data = new byte[k][bytes];
    for (byte[] shard : data) {
      random.nextBytes(shard);
    }
    byte[][] parity = new byte[m][bytes];
    long volume = (long) k * bytes;
    ReedSolomon code = ReedSolomon.of(k, m);
    int[][] rows = TableReedSolomon.matrix(k, m);

    double table = rate(volume, 0.3, () -> TableReedSolomon.apply(rows, data, parity));
    double encode = rate(volume, 1.0, () -> code.encode(data, parity));
    print(k, m, "encode", encode, table, encodeLimit);

    ByteBuffer[] shards = new ByteBuffer[k + m];
    for (int i = 0; i < k + m; i++) {
      shards[i] = ByteBuffer.wrap(i < k ? data[i] : parity[i - k]);
    }
    byte[][] kept = {data[0].clone(), data[1].clone()};
    int[] survivors = new int[k];
    byte[][] present = new byte[k][];
    for (int i = 0; i < k; i++) {
      survivors[i] = i + 2;
      present[i] = shards[i + 2].array();
    }
    int[][] inverse = Arrays.copyOf(TableReedSolomon.decodingMatrix(k, m, survivors), 2);
    byte[][] lost = {data[0], data[1]};
    double tableTwo = rate(volume, 0.3, () -> TableReedSolomon.apply(inverse, present, lost));
    Reconstruction two = code.reconstruction(range(2, k + m), range(0, 2));
    double decodeTwo = rate(volume, 1.0, () -> two.apply(shards));
    print(k, m, "decode 2", decodeTwo, tableTwo, decodeLimit);
    Reconstruction one = code.reconstruction(range(1, k + m), range(0, 1));
    print(k, m, "decode 1", rate(volume, 0.5, () -> one.apply(shards)), 0, 0);
    ShardRepair repair = code.repair(0, survivors);
    print(
        k,
        m,
        "repair piecewise",
        rate(
            volume,
            0.5,
            () -> {
              Arrays.fill(data[0], (byte) 0);
              for (int helper : survivors) {
                repair.accumulate(helper, shards[helper], shards[0]);
              }
            }),
        0,
        0);
    if (!Arrays.deepEquals(kept, lost)) {
      throw new AssertionError("decoded wrongly");
    }
  }

  private static BitSet range(int from, int to) {
    BitSet set = new BitSet();
    set.set(from, to);
    return set;
  }

  private static void print(int k, int m, String what, double rate, double table, double limit) {
    System.out.printf("%2d+%-2d %-17s %6.2f", k, m, what, rate);
    if (table > 0) {
      System.out.printf("   %5.1f x table (%.2f)", rate / table, table);
    }
    if (limit > 0) {
      System.out.printf("   %.2f of ISA-L", rate / limit);
    }
    System.out.println();
  }

  /** Returns the median rate in GB/s after a warm-up of so many CPU seconds. */
  static double rate(long bytes, double warmUpSeconds, Runnable pass) {
    long start = cpuNanos();
    int count = 0;
    while (cpuNanos() - start < warmUpSeconds * 1e9) {
      pass.run();
      count++;
    }
    int repeats = Math.max(1, (int) (count / warmUpSeconds / 50)); // 20 ms a pass
    double[] rates = new double[PASSES];
    for (int i = 0; i < PASSES; i++) {
      long before = cpuNanos();
      for (int r = 0; r < repeats; r++) {
        pass.run();
      }
      rates[i] = (double) bytes * repeats / (cpuNanos() - before);
    }
    Arrays.sort(rates);
    return rates[PASSES / 2];
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
