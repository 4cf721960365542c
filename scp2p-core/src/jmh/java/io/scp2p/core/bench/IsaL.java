package io.scp2p.core.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Intel's storage library, called by a small C program that is compiled on the spot. */
final class IsaL implements Gauge {
  private static final Path SOURCE = Path.of("src", "jmh", "c", "isal.c");
  private static final Path PROGRAM = Path.of("target", "isal").toAbsolutePath();

  private final ReedSolomonBenchmark work;
  private final String operation;

  private IsaL(ReedSolomonBenchmark work, String operation) {
    this.work = work;
    this.operation = operation;
  }

  /**
   * The same operation on shards of the same number and length: {@code encode} or {@code decode}.
   */
  static Yardstick of(ReedSolomonBenchmark work, String operation)
      throws IOException, InterruptedException {
    return compiles()
        ? new Yardstick("ISA-L", new IsaL(work, operation))
        : Yardstick.missing("ISA-L (cc, libisal-dev) not available");
  }

  private static boolean compiles() throws IOException, InterruptedException {
    if (Files.isExecutable(PROGRAM)) {
      return true;
    }
    if (!Programs.has("cc") || !Files.exists(SOURCE)) {
      return false;
    }
    Process compiler =
        new ProcessBuilder("cc", "-O2", "-o", PROGRAM.toString(), SOURCE.toString(), "-lisal")
            .redirectErrorStream(true)
            .start();
    compiler.getInputStream().readAllBytes();
    return compiler.waitFor() == 0;
  }

  @Override
  public double cost() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                PROGRAM.toString(),
                Integer.toString(work.dataShards),
                Integer.toString(work.parityShards),
                Integer.toString(work.shardBytes),
                operation)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String nanos = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("the ISA-L program failed");
    }
    return Double.parseDouble(nanos.strip());
  }

  @Override
  public long bytes() {
    return work.dataBytes();
  }
}
