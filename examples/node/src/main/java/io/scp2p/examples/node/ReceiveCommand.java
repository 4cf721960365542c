package io.scp2p.examples.node;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.pairing.IncomingOffer;
import io.scp2p.api.pairing.PairingCode;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Receives what somebody sends by code, after a look at it. */
@Command(
    name = "receive",
    mixinStandardHelpOptions = true,
    description = "Receives what somebody sends by code.")
final class ReceiveCommand implements Callable<Integer> {
  /** Names shown before the question. */
  private static final int SHOWN = 10;

  @Mixin private final NodeOptions options = new NodeOptions();

  @Parameters(
      paramLabel = "CODE",
      arity = "1..*",
      description = "The code, with hyphens or spaces.")
  private List<String> code = List.of();

  @Option(
      names = "--into",
      defaultValue = ".",
      paramLabel = "DIR",
      description = "The folder that receives the files (default: this one).")
  private Path into = Path.of("");

  @Option(names = "--yes", description = "Accept without asking.")
  private boolean yes;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PairingCode parsed = PairingCode.parse(String.join(" ", code));
    options.with(node -> receive(node, parsed, out));
    return 0;
  }

  private void receive(Scp2pNode node, PairingCode parsed, PrintWriter out) throws IOException {
    IncomingOffer offer = Objects.requireNonNull(node.pairing().receive(parsed).block());
    offer.message().ifPresent(text -> out.println("message: " + printable(text)));
    offer.items().stream()
        .limit(SHOWN)
        .forEach(
            item ->
                out.println(
                    "  " + printable(item.name()) + "  " + ProgressBar.bytes(item.sizeBytes())));
    out.printf(
        Locale.ROOT,
        "%d files, %s, %s%n",
        offer.items().size(),
        ProgressBar.bytes(offer.totalBytes()),
        offer.path());
    out.flush();
    if (!yes && !asked(out)) {
      offer.decline().block();
      out.println("declined");
      return;
    }
    ProgressBar bar = ProgressBar.onTerminal("receiving");
    Download download = offer.accept(into);
    download.progress().subscribe(bar::show);
    DownloadResult result = Objects.requireNonNull(download.result().block());
    bar.finish();
    out.printf(
        Locale.ROOT,
        "received: %d files, %s, in %s%n",
        result.files().size(),
        ProgressBar.bytes(result.bytesTotal()),
        ProgressBar.time(result.elapsed()));
  }

  private boolean asked(PrintWriter out) throws IOException {
    out.print("Take it into " + into + "? [y/N] ");
    out.flush();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    String answer = in.readLine();
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
  }

  /** What a stranger has named must not move the cursor or ring the bell. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
