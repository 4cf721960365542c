package io.scp2p.examples.bench;

import io.scp2p.api.spi.TransportKind;
import io.scp2p.transport.tls.NodeCertificate;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The serving process. It says where it listens, answers every line on standard input with the CPU
 * nanoseconds it has used, and ends with its input.
 */
@Command(name = "serve", hidden = true, description = "The serving side; started by the others.")
final class ServeCommand implements Callable<Integer> {
  @Option(names = "--transport", required = true)
  private TransportKind transport = TransportKind.TCP;

  @Option(names = "--chunk", required = true)
  private int chunkBytes;

  @Override
  public Integer call() throws Exception {
    Chunks chunks = new Chunks(chunkBytes);
    NodeCertificate certificate = NodeCertificate.create(new SecureRandom());
    try (BenchNode node = new BenchNode(transport, chunks);
        RawTls raw = new RawTls(certificate, chunks)) {
      answer(Integer.toString(node.listen()), raw.port(), certificate);
    }
    return 0;
  }

  /** Says where it serves, then what it has used, until its input ends. */
  static void answer(String where, int rawPort, NodeCertificate certificate) throws Exception {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println(
          where
              + " "
              + rawPort
              + " "
              + Base64.getEncoder().encodeToString(certificate.certificate().getEncoded()));
      while (in.readLine() != null) {
        System.out.println(ProcessCpu.nanos());
      }
    }
  }
}
