package io.scp2p.examples.node;

import io.scp2p.examples.node.command.ExitCode;
import io.scp2p.examples.node.command.RunCommand;
import io.scp2p.examples.node.daemon.client.DaemonClient;
import io.scp2p.examples.node.daemon.client.DaemonException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;

/**
 * A start, what one asks a daemon first, and an end: the classes of that are what the launcher has
 * the JVM archive. Nothing leaves this machine.
 */
public final class Rehearsal {
  private static final long PATIENCE_SECONDS = 60;

  private static final List<List<String>> ASKED =
      List.of(List.of("status"), List.of("shares"), List.of("search", "rehearsal"));

  private Rehearsal() {}

  /** Takes a home that is nobody's; ends with 0 if everything went as it should. */
  public static void main(String... arguments) throws InterruptedException {
    Path home = Path.of(arguments[0]);
    System.exit(within(PATIENCE_SECONDS, () -> play(home)).number());
  }

  /** Who has it prepared waits for it. */
  static ExitCode within(long seconds, Callable<ExitCode> play) throws InterruptedException {
    FutureTask<ExitCode> task = new FutureTask<>(play);
    thread("rehearsal", task).start();
    try {
      return task.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failure) {
      System.err.println("the rehearsal has failed: " + failure);
      return ExitCode.FAILED;
    }
  }

  static ExitCode play(Path home) throws IOException, InterruptedException {
    String at = home.toString();
    try (PipedReader said = new PipedReader();
        PipedWriter saying = new PipedWriter(said);
        BufferedReader lines = new BufferedReader(said)) {
      FutureTask<Integer> run = new FutureTask<>(() -> run(at, saying));
      thread("rehearsed-daemon", run).start();
      String line = lines.readLine();
      while (line != null && !line.startsWith(RunCommand.READY)) {
        line = lines.readLine();
      }
      if (line == null) {
        return ExitCode.FAILED;
      }
      int wrong = 0;
      for (List<String> each : ASKED) {
        List<String> words = new ArrayList<>(each);
        words.addAll(List.of("--home", at));
        wrong |= command(Writer.nullWriter()).execute(words.toArray(String[]::new));
      }
      shutdown(DaemonClient.find(home).orElseThrow());
      wrong |= run.get();
      return wrong == 0 ? ExitCode.OK : ExitCode.FAILED;
    } catch (ExecutionException failure) {
      throw new IOException(failure);
    }
  }

  /** It ends at once, maybe before its answer has left: how it ends tells whether it heard. */
  private static void shutdown(DaemonClient daemon) {
    try {
      daemon.post("/shutdown", Map.of());
    } catch (DaemonException failure) {
      if (!failure.code().equals(DaemonException.NO_ANSWER)) {
        throw failure;
      }
    }
  }

  private static int run(String home, Writer saying) throws IOException {
    try (saying) {
      return command(saying)
          .execute(
              "run",
              "--home",
              home,
              "--tcp-port",
              "0",
              "--quic-port",
              "0",
              "--http-port",
              "0",
              "--no-lan",
              "--no-port-mapping");
    }
  }

  private static CommandLine command(Writer out) {
    return Scp2pMain.commandLine().setOut(new PrintWriter(out));
  }

  /** Whoever hangs keeps no process alive. */
  private static Thread thread(String name, Runnable what) {
    Thread thread = new Thread(what, name);
    thread.setDaemon(true);
    return thread;
  }
}
