package io.scp2p.examples.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One target under damaged seeds, in this process. */
final class Damage {
  private final FuzzTarget target;
  private final Mutator mutator;
  private long executions;
  private @Nullable Throwable finding;

  /** The same seed and seeds give the same inputs. */
  Damage(FuzzTarget target, List<byte[]> seeds, long seed) {
    this.target = target;
    this.mutator = new Mutator(seed, seeds);
  }

  /** Runs until the time is over or something is found; then the file that reproduces it. */
  @Nullable Path run(int seconds, Path work) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() - end < 0) {
      byte[] input = mutator.next();
      executions++;
      if (!stands(input)) {
        Path folder = work.resolve(target.name()).resolve("findings");
        Files.createDirectories(folder);
        return Files.write(folder.resolve("quick-" + executions), input);
      }
    }
    return null;
  }

  @SuppressWarnings("CheckReturnValue") // Refused or accepted, both are well.
  private boolean stands(byte[] input) {
    try {
      target.feed().take(input.clone());
      return true;
    } catch (RuntimeException | Error e) {
      finding = e;
      return false;
    }
  }

  /** Inputs tried. */
  long executions() {
    return executions;
  }

  /** What was found, if anything. */
  @Nullable Throwable finding() {
    return finding;
  }
}
