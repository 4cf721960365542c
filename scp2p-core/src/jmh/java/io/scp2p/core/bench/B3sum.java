package io.scp2p.core.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processor time, user and system, of a whole {@code b3sum --num-threads 1}. */
final class B3sum implements Gauge {
  private final Path file;
  private final long bytes;

  private B3sum(Path file) throws IOException {
    this.file = file;
    this.bytes = Files.size(file);
  }

  static Yardstick of(Path file) throws IOException {
    return Programs.has("b3sum") && Programs.has("bash")
        ? new Yardstick("b3sum, 1 thread", new B3sum(file))
        : Yardstick.missing("b3sum not installed");
  }

  /** The shell's own clock: Java cannot ask what a child that ended has used. */
  @Override
  public double cost() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                "TIMEFORMAT='%U %S'; time b3sum --num-threads 1 \"$0\" > /dev/null",
                file.toString())
            .start();
    String answer = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    String[] seconds = answer.strip().split(" ");
    return 1e9 * (Double.parseDouble(seconds[0]) + Double.parseDouble(seconds[1]));
  }

  @Override
  public void warmUp() throws IOException, InterruptedException {
    cost();
  }

  @Override
  public long bytes() {
    return bytes;
  }
}
