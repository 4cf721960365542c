package io.scp2p.examples.bench.soak;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.examples.bench.WorkDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Nodes that live a busy life for a while, and what that leaves. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description =
        "Several nodes publish, follow, download, cancel, store and restart at random; whatever"
            + " grows, is lost or is not what it should be fails it.")
public final class SoakCommand implements Callable<Integer> {
  private static final int LISTENING = 3;
  private static final int FIREWALLED = 1;
  private static final int USERS = 3;
  private static final int SAMPLES = 120;
  private static final Duration LAST_ACTION = Duration.ofMinutes(5);

  @Option(
      names = "--minutes",
      defaultValue = "60",
      description = "how long; default ${DEFAULT-VALUE}")
  private double minutes;

  @Option(names = "--seed", defaultValue = "1", description = "of what is done; default 1")
  private long seed;

  @Option(
      names = "--chart",
      defaultValue = "target/soak.svg",
      description = "where to draw what was held; default ${DEFAULT-VALUE}")
  private Path chart = Path.of("target", "soak.svg");

  @Option(names = "--directory", description = "where to work; default: a temporary one")
  private @Nullable Path directory;

  @SuppressWarnings("NullAway.Init") // The command line parser sets it.
  @Spec
  private CommandSpec spec;

  private final ConcurrentLinkedQueue<String> findings = new ConcurrentLinkedQueue<>();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Path parent = directory;
    Path work =
        parent == null
            ? Files.createTempDirectory("scp2p-soak")
            : Files.createTempDirectory(Files.createDirectories(parent), "scp2p-soak");
    try {
      List<SoakNode> nodes = start(work);
      try {
        return live(nodes, work, out);
      } finally {
        nodes.forEach(SoakNode::close);
      }
    } finally {
      WorkDirectory.delete(work);
    }
  }

  private List<SoakNode> start(Path work) throws IOException {
    List<SoakNode> nodes = new ArrayList<>();
    List<BootstrapAddress> listening = new ArrayList<>();
    for (int i = 0; i < LISTENING + FIREWALLED; i++) {
      boolean listens = i < LISTENING;
      SoakNode node = new SoakNode(work.resolve("node-" + i), listens, findings::add);
      node.begin(List.copyOf(listening));
      nodes.add(node);
      if (listens) {
        listening.add(node.address());
      }
    }
    return nodes;
  }

  private int live(List<SoakNode> nodes, Path work, PrintWriter out) throws Exception {
    long begun = System.nanoTime();
    long lasts = (long) (minutes * TimeUnit.MINUTES.toNanos(1));
    List<Life> lives = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      Life life =
          new Life(
              nodes,
              work.resolve("user-" + i),
              seed * USERS + i,
              () -> System.nanoTime() - begun < lasts,
              findings::add);
      lives.add(life);
      Thread thread = new Thread(life, "soak-user-" + i);
      threads.add(thread);
      thread.start();
    }
    List<HeldSample> samples = new ArrayList<>();
    for (int i = 1; i <= SAMPLES; i++) {
      long due = begun + lasts / SAMPLES * i;
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      HeldSample sample = HeldSample.take((System.nanoTime() - begun) / 60e9);
      samples.add(sample);
      for (SoakNode node : nodes) {
        node.mustKeepItsBounds();
      }
      if (i % (SAMPLES / 12) == 0) {
        out.println(sample.line());
        out.flush();
      }
    }
    for (Thread thread : threads) {
      thread.join(LAST_ACTION.toMillis());
      if (thread.isAlive()) {
        findings.add(thread.getName() + " hangs");
      }
    }
    findings.addAll(stillInUse(nodes));
    return judge(lives, new Lines(samples), out);
  }

  /** What was lent comes back when nobody does anything any more; an answer may be on its way. */
  private static List<String> stillInUse(List<SoakNode> nodes) throws Exception {
    long begun = System.nanoTime();
    while (true) {
      List<String> used = new ArrayList<>();
      for (SoakNode node : nodes) {
        used.addAll(node.inUse());
      }
      if (used.isEmpty() || System.nanoTime() - begun > LAST_ACTION.toNanos()) {
        return used;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private int judge(List<Life> lives, Lines lines, PrintWriter out) throws IOException {
    Path file = chart.toAbsolutePath();
    Files.createDirectories(file.getParent());
    Files.writeString(file, lines.svg());
    Map<String, Long> done = new TreeMap<>();
    for (Life life : lives) {
      for (Map.Entry<String, AtomicLong> each : life.done().entrySet()) {
        done.merge(each.getKey(), each.getValue().get(), Long::sum);
      }
    }
    out.println();
    done.forEach((what, times) -> out.printf("%8d  %s%n", times, what));
    findings.addAll(lines.grown());
    findings.forEach(finding -> out.println("FOUND: " + finding));
    out.printf("%d findings; chart: %s%n", findings.size(), file);
    out.flush();
    return findings.isEmpty() ? 0 : 1;
  }
}
