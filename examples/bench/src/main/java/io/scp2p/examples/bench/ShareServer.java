package io.scp2p.examples.bench;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.transport.tls.NodeCertificate;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The serving process of whole nodes: it publishes a folder and says where it is. */
@Command(name = "serve-folder", hidden = true, description = "The serving side of download.")
final class ShareServer implements Callable<Integer> {
  private static final int PIECE_BYTES = 256 << 10;

  @Option(names = "--transport", required = true)
  private TransportKind transport = TransportKind.TCP;

  @Option(names = "--home", required = true)
  private Path home = Path.of("");

  @Option(names = "--folder", required = true)
  private Path folder = Path.of("");

  @Override
  public Integer call() throws Exception {
    NodeCertificate certificate = NodeCertificate.create(new SecureRandom());
    try (Scp2pNode node = Nodes.serving(home, transport);
        RawTls raw = new RawTls(certificate, new Chunks(PIECE_BYTES))) {
      Share share =
          Objects.requireNonNull(node.shares().publish(SharePlan.folder(folder).build()).block());
      ServeCommand.answer(share.link().toString(), raw.port(), certificate);
    }
    return 0;
  }
}
