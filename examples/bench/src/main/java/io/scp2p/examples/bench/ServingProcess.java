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
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The other process: this program again, as {@link ServeCommand}. */
final class ServingProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final Process process;
  private final Writer toProcess;
  private final BufferedReader fromProcess;
  private final int sessionPort;
  private final int rawPort;
  private final Certificate rawCertificate;

  private ServingProcess(Process process) throws IOException, CertificateException {
    this.process = process;
    this.toProcess = process.outputWriter(StandardCharsets.UTF_8);
    this.fromProcess = process.inputReader(StandardCharsets.UTF_8);
    String[] words = line().split(" ", -1);
    this.sessionPort = Integer.parseInt(words[0]);
    this.rawPort = Integer.parseInt(words[1]);
    this.rawCertificate =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Base64.getDecoder().decode(words[2])));
  }

  static ServingProcess start(TransportKind transport, int chunkBytes) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Bench.class.getName(),
                "serve",
                "--transport",
                transport.name().toLowerCase(Locale.ROOT),
                "--chunk",
                Integer.toString(chunkBytes))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
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
    return sessionPort;
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
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
