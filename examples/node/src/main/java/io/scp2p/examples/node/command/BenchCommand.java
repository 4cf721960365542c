package io.scp2p.examples.node.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs the figures of {@code examples/bench}, in a process of its own. */
@Command(
    name = "bench",
    description = "Measures this machine against yardsticks: scp2p bench -- transfer --help")
public final class BenchCommand extends AnyCommand {
  private static final String JAR = "bench/target/scp2p-bench.jar";

  @Parameters(
      paramLabel = "ARGUMENT",
      arity = "0..*",
      description = "What bench is asked for, after --; without any it lists what it can.")
  private List<String> arguments = List.of();

  @Override
  ExitCode run(Output out) throws IOException, InterruptedException {
    Path jar = examples().resolve(JAR);
    if (!Files.exists(jar)) {
      throw CommandFailure.of(
          "NOT_BUILT",
          "The figures are not built: there is no " + jar + ".",
          "In the source folder: mvn -q -DskipTests package -pl examples/bench",
          false);
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(arguments.isEmpty() ? List.of("--help") : arguments);
    ProcessBuilder bench = new ProcessBuilder(command).inheritIO();
    int exitCode = out.isJson() ? told(bench, out) : bench.start().waitFor();
    return exitCode == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  /** Each line of what it prints, and how it ended: its figures are text. */
  private static int told(ProcessBuilder bench, Output out)
      throws IOException, InterruptedException {
    Process process = bench.redirectOutput(ProcessBuilder.Redirect.PIPE).start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.event("line", Json.of(Map.of("text", line)));
      }
    }
    int exitCode = process.waitFor();
    out.event("end", Json.of(Map.of("exitCode", exitCode)));
    return exitCode;
  }

  /** Above this program, which is somewhere in {@code examples/node/target}, classes or jar. */
  private static Path examples() throws IOException {
    try {
      Path here =
          Path.of(BenchCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (Path folder = here.getParent(); folder != null; folder = folder.getParent()) {
        if (Files.isDirectory(folder.resolve("bench"))) {
          return folder;
        }
      }
      return Path.of("examples");
    } catch (URISyntaxException e) {
      throw new IOException("cannot tell where this program is", e);
    }
  }
}
