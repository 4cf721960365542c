package io.scp2p.examples.bench;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.search.SearchPage;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.spi.TransportKind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts one node in this JVM, asks it something, and says how long that took. */
@Command(name = "start-once", hidden = true, description = "One start; used by startup.")
final class StartOnce implements Callable<Integer> {
  /** Begins the name of every file that is served. */
  static final String WORD = "file";

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Option(names = "--home", required = true)
  private Path home = Path.of("");

  /** From the start of the JVM to serving, and from there to the first answer. */
  record Times(double servingMillis, double answerMillis) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%6.0f ms to serving, %5.0f ms to an answer", servingMillis, answerMillis);
    }
  }

  @Override
  public Integer call() {
    long since = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    long start = System.nanoTime();
    try (Scp2pNode node = Nodes.serving(home, TransportKind.TCP)) {
      long serving = System.nanoTime();
      SearchPage page =
          Objects.requireNonNull(node.search().page(SearchQuery.text(WORD)).block(PATIENCE));
      long answered = System.nanoTime();
      System.out.println(
          (since + (serving - start) / 1e6)
              + " "
              + (answered - serving) / 1e6
              + " "
              + page.total());
    }
    return 0;
  }

  /** What {@link FreshJvm} runs. */
  static String[] command(Path home) {
    return new String[] {"start-once", "--home", home.toString()};
  }

  static Times in(FreshJvm jvm, Path home) throws IOException, InterruptedException {
    String[] words = jvm.run(command(home)).trim().split(" ", -1);
    return new Times(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
  }
}
