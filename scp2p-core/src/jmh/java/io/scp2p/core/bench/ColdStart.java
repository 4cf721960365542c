package io.scp2p.core.bench;

import io.scp2p.core.crypto.blake3.Blake3Cores;
import io.scp2p.core.crypto.blake3.Blake3Hasher;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Hashes a file with the first instructions of a fresh JVM; each reading starts one. */
final class ColdStart implements Gauge {
  private static final String SCALAR = "scalar";

  private final Path file;
  private final String core;
  private final long bytes;

  private ColdStart(Path file, String core) throws IOException {
    this.file = file;
    this.core = core;
    this.bytes = Files.size(file);
  }

  /** What a caller gets: scalar code first, lanes as soon as they are ready. */
  static ColdStart asShipped(Path file) throws IOException {
    return new ColdStart(file, "as-shipped");
  }

  static ColdStart scalarOnly(Path file) throws IOException {
    return new ColdStart(file, SCALAR);
  }

  @Override
  public double cost() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                ColdStart.class.getName(),
                file.toString(),
                core)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String nanos =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    process.waitFor();
    return Double.parseDouble(nanos);
  }

  @Override
  public long bytes() {
    return bytes;
  }

  /** Prints the processor time of this thread, in nanoseconds. */
  public static void main(String[] arguments) throws IOException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    Blake3Hasher hasher =
        arguments[1].equals(SCALAR) ? Blake3Cores.scalarHasher() : Blake3Hasher.hash();
    Blake3Benchmark.hash(Path.of(arguments[0]), hasher);
    System.out.println(threads.getCurrentThreadCpuTime() - start);
  }
}
