package io.scp2p.examples.fuzz;

import io.scp2p.core.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The inputs to begin with. */
final class Corpus {
  /** More good ones say little more, and cost time before the first mutation. */
  static final int MAX_ACCEPTED = 200;

  /** Of those that are refused; each vector that must be is a rule of the specification. */
  static final int MAX_REFUSED = 40;

  private Corpus() {}

  /** Seeds of a target: what it accepts, and some of what it refuses. */
  static List<byte[]> of(FuzzTarget target, Vectors vectors) {
    List<byte[]> accepted = new ArrayList<>();
    List<byte[]> refused = new ArrayList<>();
    Set<Bytes> seen = new LinkedHashSet<>();
    for (byte[] seed : target.seeds().from(vectors)) {
      if (seen.add(Bytes.copyOf(seed))) {
        (isAccepted(target, seed) ? accepted : refused).add(seed);
      }
    }
    List<byte[]> all = new ArrayList<>(spread(accepted, MAX_ACCEPTED));
    all.addAll(spread(refused, MAX_REFUSED));
    return all;
  }

  /** A seed that finds something is no reason not to run the others. */
  private static boolean isAccepted(FuzzTarget target, byte[] seed) {
    try {
      return target.feed().take(seed.clone());
    } catch (RuntimeException | Error finding) {
      return true;
    }
  }

  private static List<byte[]> spread(List<byte[]> inputs, int most) {
    if (inputs.size() <= most) {
      return inputs;
    }
    List<byte[]> some = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      some.add(inputs.get((int) ((long) i * inputs.size() / most)));
    }
    return some;
  }

  /** Writes the seeds of a target, each into a file named by its number. */
  static int write(FuzzTarget target, Vectors vectors, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<byte[]> seeds = of(target, vectors);
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(folder.resolve("seed-" + i), seeds.get(i));
    }
    return seeds.size();
  }
}
