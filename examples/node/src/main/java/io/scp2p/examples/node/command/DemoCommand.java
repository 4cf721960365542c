package io.scp2p.examples.node.command;

import io.scp2p.examples.node.daemon.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The main job between processes on this machine: a relay and three nodes, of which one publishes,
 * one follows, searches and downloads, and one is killed while it holds half of somebody's file.
 */
@Command(
    name = "demo",
    description =
        "Shows the main job between four processes of this machine, and cleans up after itself.")
public final class DemoCommand extends AnyCommand {
  private static final int TREASURE_MIB = 20;

  @Option(
      names = "--mib",
      defaultValue = "64",
      description = "Size of the largest sample file in MiB (default: ${DEFAULT-VALUE}).")
  private int mebibytes;

  @Option(names = "--keep", description = "Leave homes and folders where they are.")
  private boolean keep;

  @Option(names = "--stay", description = "Keep the nodes running until Enter is pressed.")
  private boolean stay;

  private int step;

  @Override
  ExitCode run(Output out) throws IOException, InterruptedException {
    Path root = Files.createTempDirectory("scp2p-demo-");
    AtExit atExit = AtExit.run("clean-up", () -> cleanUp(root, keep, false));
    boolean done = false;
    try {
      ExitCode exit = run(root, out);
      done = exit == ExitCode.OK;
      return exit;
    } catch (IOException failure) {
      throw CommandFailure.of(
          CommandCode.DEMO_FAILED,
          FileTrouble.why(failure) + ".",
          "Each process has its log in " + root + "; with --keep its home is kept, too.");
    } finally {
      atExit.cancel();
      cleanUp(root, keep, !done);
      if (keep) {
        say(out, "kept in " + root);
      }
    }
  }

  /** A process's own, and not what a store within its home calls so. */
  private static boolean isLog(Path root, Path file) {
    return root.equals(file.getParent()) && file.toString().endsWith(DemoFleet.LOG);
  }

  /** Without logs nobody could tell what went wrong. */
  private static void cleanUp(Path root, boolean keep, boolean keepLogs) {
    try {
      if (!keep) {
        SampleFolder.delete(root, path -> !keepLogs || !isLog(root, path));
      }
    } catch (IOException failure) {
      System.err.println("not all of " + root + " is removed: " + FileTrouble.why(failure));
    }
  }

  private ExitCode run(Path root, Output out) throws IOException, InterruptedException {
    Path published = Files.createDirectory(root.resolve("published"));
    Path received = root.resolve("received");
    Path treasure = root.resolve("treasure.bin");
    SampleFolder.fill(published, mebibytes);
    SampleFolder.noise(treasure, TREASURE_MIB, 3);
    try (DemoFleet fleet = new DemoFleet(root, out.isJson())) {
      // Ctrl-C in between: no process stays behind.
      AtExit.run("end-demo", fleet::close);
      start(fleet, out);
      share(fleet, published, received, out);
      boolean back = vault(fleet, treasure, root.resolve("treasure again.bin"), out);
      int same = SampleFolder.same(published, received);
      if (same < 0 || !back) {
        say(out, "What arrived DIFFERS from what was sent: this is a bug.");
        return ExitCode.FAILED;
      }
      say(out, "Both folders are the same: " + same + " files, compared byte for byte;");
      say(out, "and what came back from the vault is what went in.");
      lookAround(fleet, out);
      if (out.isJson()) {
        out.event("end", Json.of(Map.of("sameFiles", same, "vaultSame", true)));
      }
      return ExitCode.OK;
    }
  }

  private void start(DemoFleet fleet, Output out) throws IOException {
    title(out, "A relay and three nodes, each a process of its own, on loopback.");
    fleet.start("relay", "--role", "RELAY");
    for (String name : List.of("alice", "bob", "carol")) {
      fleet.start(name, "--bootstrap", fleet.address("relay"));
    }
    fleet.awaitReady();
    say(out, "relay at " + fleet.address("relay"));
    say(out, "alice in a browser: " + fleet.browser("alice"));
  }

  private void share(DemoFleet fleet, Path published, Path received, Output out)
      throws IOException, InterruptedException {
    title(out, "Alice publishes a folder of " + (SampleFolder.SMALL_FILES + 1) + " files.");
    fleet.run("alice", "publish", "--title", "Demo", "--public", published.toString());
    String link =
        HomeDaemon.of(fleet.home("alice"))
            .map(daemon -> daemon.list("/shares").get(0).at("link").text())
            .orElseThrow(() -> new IOException("alice has gone"));
    title(out, "Bob follows her link, and searches for 'letter'.");
    fleet.run("bob", "follow", link);
    fleet.run("bob", "sync");
    fleet.run("bob", "search", "letter", "--limit", "5");
    title(out, "Bob downloads everything; every byte is verified.");
    fleet.run("bob", "get", "Demo", "--into", received.toString());
  }

  private boolean vault(DemoFleet fleet, Path treasure, Path again, Output out)
      throws IOException, InterruptedException {
    title(out, "Bob and Carol offer space. Alice's vault takes a file: encrypted, in 2+2 shards.");
    for (String holder : List.of("bob", "carol")) {
      fleet.run(holder, "vault", "offer", "1G");
      // So that Alice knows the holder now, and not only once the network has told her.
      fleet.run("alice", "peers", "--connect", fleet.address(holder));
    }
    fleet.run("alice", "vault", "put", "--coding", "2+2", treasure.toString());
    title(out, "Carol is killed (-9), with half of the shards. Alice gets her file back.");
    fleet.kill("carol");
    fleet.run("alice", "vault", "get", treasure.getFileName().toString(), "--to", again.toString());
    return Files.mismatch(treasure, again) < 0;
  }

  private void lookAround(DemoFleet fleet, Output out) throws IOException {
    title(out, "Where to look.");
    say(out, "Your own node:   ./scp2p run        (then ./scp2p status, in another terminal)");
    say(out, "All commands:    ./scp2p --help     and docs/cli.md");
    if (!stay) {
      say(out, "The same again, to look at it in the browser: ./scp2p demo --stay");
      return;
    }
    say(out, "The browser:     " + fleet.browser("alice"));
    say(out, "A command:       ./scp2p vault info treasure.bin --home " + fleet.home("alice"));
    say(out, "Enter ends the demo.");
    byte[] ignored = new byte[1];
    if (System.in.read(ignored) < 0) {
      say(out, "(there is nobody to press it)");
    }
  }

  private void title(Output out, String text) {
    step++;
    if (out.isJson()) {
      out.event("step", Json.of(Map.of("title", text)));
    } else {
      out.verbatim(System.lineSeparator());
      out.line("%d. %s", step, text);
    }
  }

  private static void say(Output out, String text) {
    if (out.isJson()) {
      out.event("said", Json.of(Map.of("text", text)));
    } else {
      out.line("   %s", text);
    }
  }
}
