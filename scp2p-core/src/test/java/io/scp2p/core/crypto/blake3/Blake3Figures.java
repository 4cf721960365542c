package io.scp2p.core.crypto.blake3;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import org.bouncycastle.crypto.digests.Blake3Digest;

/**
 * Prints how fast this machine hashes a file of 1 GiB, each way by turns and beside {@code b3sum},
 * on one thread each: bytes per second of processor time, median and extremes. Run with the path of
 * a scratch file, which is made if it is not there and should be in the page cache.
 */
final class Blake3Figures {
  private static final long FILE_BYTES = 1L << 30;
  private static final int TURNS = 7;

  private final PrintStream out = System.out;
  private final FileChannel file;
  private final byte[] chunk = new byte[Blake3.CHUNK_BYTES];
  private final ByteBuffer heap = ByteBuffer.wrap(chunk);
  private final ByteBuffer direct = ByteBuffer.allocateDirect(Blake3.CHUNK_BYTES);
  private final MappedByteBuffer mapped;

  private interface Way {
    byte[] run() throws IOException, InterruptedException;
  }

  private Blake3Figures(FileChannel file) throws IOException {
    this.file = file;
    mapped = file.map(FileChannel.MapMode.READ_ONLY, 0, FILE_BYTES);
  }

  public static void main(String[] args) throws Exception {
    Path path = Path.of(args[0]);
    if (!Files.exists(path) || Files.size(path) != FILE_BYTES) {
      byte[] random = new byte[1 << 20];
      SplittableRandom source = new SplittableRandom(1);
      try (var made = Files.newOutputStream(path)) {
        for (long i = 0; i < FILE_BYTES; i += random.length) {
          source.nextBytes(random);
          made.write(random);
        }
      }
    }
    try (FileChannel file = FileChannel.open(path)) {
      new Blake3Figures(file).run(path);
    }
  }

  private void run(Path path) throws Exception {
    long read = cpuNanos(() -> stream(heap, at -> new byte[0]));
    long coldStart = System.nanoTime();
    long cold = cpuNanos(() -> streamed(heap, Blake3Hasher.hash()));
    long scalarStart = System.nanoTime();
    long scalar = cpuNanos(() -> streamed(heap, new Blake3Hasher(Cores.SCALAR, HashMode.HASH)));
    long scalarEnd = System.nanoTime();
    out.printf("JDK %s%n", Runtime.version());
    out.printf(
        "cold: read alone %.2f, first GiB hashed %.2f (wall %.2f), scalar core %.2f (wall %.2f)%n",
        gigabytes(read),
        gigabytes(cold),
        gigabytes(scalarStart - coldStart),
        gigabytes(scalar),
        gigabytes(scalarEnd - scalarStart));
    LaneGate.SHARED.start();
    out.printf(
        "warm-up ended: %s %s%n",
        LaneGate.SHARED.join(Duration.ofMinutes(2)), LaneGate.SHARED.state());

    Map<String, Way> ways = new LinkedHashMap<>();
    String b3sum = "b3sum --num-threads 1";
    ways.put(b3sum, () -> new byte[0]);
    ways.put("content hash, read to heap", () -> streamed(heap, Blake3Hasher.hash()));
    ways.put("content hash, read to direct", () -> streamed(direct, Blake3Hasher.hash()));
    ways.put("content hash, mapped", () -> Blake3Hasher.hash().update(mapped.rewind()).digest());
    ways.put(
        "chunk hashes only", () -> stream(heap, at -> Blake3.chunkHash(chunk, 0, chunk.length)));
    ways.put("chunks and content, one pass", () -> onePass(heap));
    ways.put("chunks and content, mapped", () -> onePassMapped());
    ways.put(
        "content hash, scalar",
        () -> streamed(heap, new Blake3Hasher(Cores.SCALAR, HashMode.HASH)));
    ways.put("Bouncy Castle, 1/8 of it", this::bouncyCastle);
    byte[] big = new byte[64 << 20];
    new SplittableRandom(2).nextBytes(big);
    ways.put("one shot, 64 MiB array, 16 times", () -> oneShots(big));

    Map<String, double[]> rates = new LinkedHashMap<>();
    for (int turn = 0; turn < TURNS; turn++) {
      for (Map.Entry<String, Way> way : ways.entrySet()) {
        double rate =
            gigabytes(b3sum.equals(way.getKey()) ? b3sum(path) : cpuNanos(way.getValue()));
        rates.computeIfAbsent(way.getKey(), name -> new double[TURNS])[turn] =
            way.getKey().startsWith("Bouncy") ? rate / 8 : rate;
      }
    }
    rates.values().forEach(Arrays::sort);
    double yardstick = rates.values().iterator().next()[TURNS / 2];
    rates.forEach(
        (name, r) ->
            out.printf(
                "%-34s %5.2f GB/s (%.2f .. %.2f)  %.2f of b3sum%n",
                name, r[TURNS / 2], r[0], r[TURNS - 1], r[TURNS / 2] / yardstick));
  }

  private byte[] streamed(ByteBuffer buffer, Blake3Hasher hasher) throws IOException {
    stream(buffer, at -> hasher.update(buffer));
    return hasher.digest();
  }

  private byte[] onePass(ByteBuffer buffer) throws IOException {
    ContentHasher hasher = new ContentHasher((index, hash) -> {});
    stream(buffer, at -> hasher.update(buffer));
    return hasher.finish();
  }

  private byte[] onePassMapped() {
    return new ContentHasher((index, hash) -> {}).update(mapped.rewind()).finish();
  }

  private static byte[] oneShots(byte[] big) {
    byte[] last = new byte[0];
    for (int i = 0; i < FILE_BYTES / big.length; i++) {
      last = Blake3.hash(big);
    }
    return last;
  }

  private byte[] bouncyCastle() throws IOException {
    Blake3Digest digest = new Blake3Digest(256);
    long step = 8L * chunk.length;
    for (long at = 0; at < FILE_BYTES; at += step) {
      heap.clear();
      read(heap, at);
      digest.update(chunk, 0, chunk.length);
    }
    byte[] hash = new byte[32];
    digest.doFinal(hash, 0);
    return hash;
  }

  private byte[] stream(ByteBuffer buffer, LongFunction<Object> each) throws IOException {
    for (long at = 0; at < FILE_BYTES; at += chunk.length) {
      buffer.clear();
      read(buffer, at);
      buffer.flip();
      each.apply(at);
    }
    return new byte[0];
  }

  private void read(ByteBuffer buffer, long at) throws IOException {
    while (buffer.hasRemaining()) {
      file.read(buffer, at + buffer.position());
    }
  }

  /** Answers with its processor time, user and system, as the shell measures it. */
  private static long b3sum(Path path) throws IOException, InterruptedException {
    String command = "TIMEFORMAT='%U %S'; time b3sum --num-threads 1 '" + path + "' >/dev/null";
    Process process = new ProcessBuilder("bash", "-c", command).start();
    String[] seconds = new String(process.getErrorStream().readAllBytes()).strip().split(" ");
    process.waitFor();
    return (long) (1e9 * (Double.parseDouble(seconds[0]) + Double.parseDouble(seconds[1])));
  }

  private static long cpuNanos(Way way) throws IOException, InterruptedException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    way.run();
    return threads.getCurrentThreadCpuTime() - start;
  }

  private static double gigabytes(long nanos) {
    return FILE_BYTES / (double) nanos;
  }
}
