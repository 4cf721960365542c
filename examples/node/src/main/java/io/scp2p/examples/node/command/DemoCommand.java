package io.scp2p.examples.node.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The main job between two processes on this machine: one publishes a folder, the other follows its
 * link, searches, downloads with a progress bar; then both folders are compared byte for byte.
 */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Shows publish, follow, search and download between two processes.")
public final class DemoCommand implements Callable<Integer> {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int SMALL_FILES = 40;
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int EXIT_DIFFERENT = 1;
  private static final String PROGRAM = "io.scp2p.examples.node.Scp2pMain";

  @Option(
      names = "--mib",
      defaultValue = "256",
      description = "Size of the largest sample file in MiB (default: ${DEFAULT-VALUE}).")
  private int mebibytes;

  @Option(names = "--keep", description = "Leave the sample folders where they are.")
  private boolean keep;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Path root = Files.createTempDirectory("scp2p-demo-");
    try {
      return run(root, out);
    } finally {
      if (keep) {
        out.println("kept in " + root);
      } else {
        delete(root);
      }
    }
  }

  private int run(Path root, PrintWriter out) throws IOException, InterruptedException {
    Path published = sample(Files.createDirectory(root.resolve("published")));
    Path received = root.resolve("received");
    out.println("1. Node A publishes a folder of " + (SMALL_FILES + 1) + " files and serves it.");
    out.flush();
    Process sharing = start(sharing(root.resolve("node-a"), published), false);
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(sharing.getInputStream(), StandardCharsets.UTF_8));
        OutputStream untilClosed = sharing.getOutputStream()) {
      untilClosed.flush();
      String link = link(lines, out);
      out.println("2. Node B follows the link, searches for 'letter' and downloads what it finds.");
      out.flush();
      List<String> getting = getting(root.resolve("node-b"), link, received);
      int found = start(withSearch(getting), true).waitFor();
      out.println("3. Node B downloads everything.");
      out.flush();
      int all = start(getting, true).waitFor();
      if (found != 0 || all != 0) {
        return EXIT_DIFFERENT;
      }
    } finally {
      sharing.destroy();
      sharing.waitFor();
    }
    return compare(published, received, out);
  }

  private static String link(BufferedReader lines, PrintWriter out) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(ShareCommand.LINK)) {
        out.println("   " + line);
        return line.substring(ShareCommand.LINK.length());
      }
    }
    throw new IOException("node A ended before it had published; its error stands above");
  }

  private Path sample(Path folder) throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < SMALL_FILES; i++) {
      Path file =
          folder.resolve("letters").resolve("year-" + i % 4).resolve("letter-" + i + ".txt");
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, "Letter number " + i + "\n" + "x".repeat(random.nextInt(4096)));
    }
    byte[] block = new byte[BLOCK_BYTES];
    try (OutputStream film = Files.newOutputStream(folder.resolve("holiday film.bin"))) {
      for (int i = 0; i < mebibytes; i++) {
        random.nextBytes(block);
        film.write(block);
      }
    }
    return folder;
  }

  private static List<String> sharing(Path home, Path folder) {
    return new ArrayList<>(
        List.of("share", "--home", home.toString(), "--title", "Demo", folder.toString()));
  }

  private static List<String> getting(Path home, String link, Path into) {
    return new ArrayList<>(
        List.of("get", "--home", home.toString(), "--into", into.toString(), link));
  }

  private static List<String> withSearch(List<String> getting) {
    List<String> searching = new ArrayList<>(getting);
    searching.add("--search");
    searching.add("letter");
    return searching;
  }

  /** A process of its own, with this one's Java and libraries. */
  private static Process start(List<String> arguments, boolean showOutput) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(PROGRAM);
    command.addAll(arguments);
    command.addAll(List.of("--tcp-port", "0", "--quic-port", "0", "--advertise", LOOPBACK));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    if (showOutput) {
      builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
    }
    return builder.start();
  }

  private static int compare(Path published, Path received, PrintWriter out) throws IOException {
    List<Path> files = files(published);
    List<Path> copies = files(received);
    boolean same =
        files.stream()
            .map(published::relativize)
            .toList()
            .equals(copies.stream().map(received::relativize).toList());
    for (int i = 0; same && i < files.size(); i++) {
      same = Files.mismatch(files.get(i), copies.get(i)) < 0;
    }
    out.println(
        same
            ? "4. Both folders are the same: " + files.size() + " files, compared byte for byte."
            : "4. The folders DIFFER: this is a bug.");
    return same ? 0 : EXIT_DIFFERENT;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
