package io.scp2p.store.rocks;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Compares batches through the store with the same batches put straight into RocksDB with its own
 * defaults, in turns, and prints the median ratio. Arguments: records, rounds.
 */
final class StoreThroughputMain {
  private static final int BATCH = 100;
  private static final StateTable TABLE = new StateTable("records");

  private StoreThroughputMain() {}

  public static void main(String[] arguments) throws Exception {
    int records = Integer.parseInt(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    Path folder = Files.createTempDirectory("store-throughput");
    try {
      run(folder, records, rounds);
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static void run(Path folder, int records, int rounds) throws Exception {
    NativeLibrary.load();
    for (Durability durability : Durability.values()) {
      double[] ratios = new double[rounds];
      for (int round = -1; round < rounds; round++) { // The first of each warms up.
        String name = durability + "-" + round;
        double ours = ours(folder.resolve("ours-" + name), records, durability);
        double raw = raw(folder.resolve("raw-" + name), records, durability);
        if (round >= 0) {
          ratios[round] = ours / raw;
        }
        System.out.printf(Locale.ROOT, "%s: ours %,.0f/s, raw %,.0f/s%n", durability, ours, raw);
      }
      Arrays.sort(ratios);
      System.out.printf(
          Locale.ROOT,
          "store : RocksDB, %s  median %.2f (%.2f to %.2f)%n",
          durability,
          ratios[rounds / 2],
          ratios[0],
          ratios[rounds - 1]);
    }
    long start = System.nanoTime();
    try (StateStore store = Homes.open(folder.resolve("ours-PROCESS-0"))) {
      long opened = System.nanoTime() - start;
      System.out.printf(Locale.ROOT, "opened %,d records in %d ms%n", records, millis(opened));
      store.get(TABLE, key(0));
    }
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(16).putInt(number * 0x9e3779b1).putInt(number).array();
  }

  private static double perSecond(int records, long startNanos) {
    return records * 1e9 / (System.nanoTime() - startNanos);
  }

  private static double ours(Path home, int records, Durability durability) throws Exception {
    byte[] value = new byte[200];
    new Random(1).nextBytes(value);
    try (StateStore store = Homes.open(home)) {
      long start = System.nanoTime();
      for (int next = 0; next < records; ) {
        StateBatch batch = new StateBatch();
        for (int end = next + BATCH; next < end; next++) {
          batch.put(TABLE, key(next), value);
        }
        store.apply(batch, durability);
      }
      return perSecond(records, start);
    }
  }

  private static double raw(Path home, int records, Durability durability) throws Exception {
    byte[] value = new byte[200];
    new Random(1).nextBytes(value);
    try (Options options = new Options().setCreateIfMissing(true);
        WriteOptions writing = new WriteOptions().setSync(durability == Durability.POWER);
        RocksDB db = RocksDB.open(options, home.toString())) {
      long start = System.nanoTime();
      for (int next = 0; next < records; ) {
        try (WriteBatch batch = new WriteBatch()) {
          for (int end = next + BATCH; next < end; next++) {
            batch.put(key(next), value);
          }
          db.write(writing, batch);
        }
      }
      return perSecond(records, start);
    }
  }
}
