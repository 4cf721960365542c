package io.scp2p.examples.bench;

import io.scp2p.api.spi.TransportKind;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The other process: this program again, as {@link ServeCommand}. */
final class ServingProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final Process process;
  private final Writer toProcess;
  private final BufferedReader fromProcess;
  private final String where;
  private final int rawPort;
  private final Certificate rawCertificate;

  private ServingProcess(Process process) throws IOException, CertificateException {
    this.process = process;
    this.toProcess = process.outputWriter(StandardCharsets.UTF_8);
    this.fromProcess = process.inputReader(StandardCharsets.UTF_8);
    String[] words = line().split(" ", -1);
    this.where = words[0];
    this.rawPort = Integer.parseInt(words[1]);
    this.rawCertificate =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Base64.getDecoder().decode(words[2])));
  }

  static ServingProcess start(TransportKind transport, int chunkBytes) throws Exception {
    return start("serve", transport, List.of("--chunk", Integer.toString(chunkBytes)));
  }

  /** Starts a process that publishes a folder. */
  static ServingProcess folder(TransportKind transport, Path folder, Path home) throws Exception {
    List<String> options = List.of("--folder", folder.toString(), "--home", home.toString());
    return start("serve-folder", transport, options);
  }

  private static ServingProcess start(String command, TransportKind transport, List<String> options)
      throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Bench.class.getName(),
                command,
                "--transport",
                transport.name().toLowerCase(Locale.ROOT)));
    arguments.addAll(options);
    Process process =
        new ProcessBuilder(arguments).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      return new ServingProcess(process);
    } catch (IOException | CertificateException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private String line() throws IOException {
    String line = fromProcess.readLine();
    if (line == null) {
      throw new IOException("the serving process has ended");
    }
    return line;
  }

  int sessionPort() {
    return Integer.parseInt(where);
  }

  /** The link of the folder it has published. */
  String link() {
    return where;
  }

  int rawPort() {
    return rawPort;
  }

  Certificate rawCertificate() {
    return rawCertificate;
  }

  long cpuNanos() throws IOException {
    toProcess.write("cpu\n");
    toProcess.flush();
    return Long.parseLong(line());
  }

  @Override
  public void close() throws IOException {
    toProcess.close();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(); // Else it writes where others tidy up.
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
