package io.scp2p.examples.node.command;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.share.Publication;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.Visibility;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes a folder or a file and serves it until standard input ends or Ctrl-C is pressed. */
@Command(
    name = "share",
    mixinStandardHelpOptions = true,
    description = "Publishes a folder or a file, prints its link and serves it until Ctrl-C.")
public final class ShareCommand implements Callable<Integer> {
  /** What precedes the link on its line, for programs that read it. */
  static final String LINK = "link ";

  @Mixin private final NodeOptions options = new NodeOptions();

  @Parameters(paramLabel = "PATH", description = "The folder or file to publish.")
  private Path path = Path.of("");

  @Option(names = "--title", paramLabel = "TEXT", description = "What others see as its name.")
  private @Nullable String title;

  @Option(names = "--public", description = "List it, so that others can find it by browsing.")
  private boolean listed;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    SharePlan.Builder plan =
        Files.isDirectory(path) ? SharePlan.folder(path) : SharePlan.files(List.of(path));
    if (title != null) {
      plan.title(title);
    }
    plan.visibility(listed ? Visibility.PUBLIC : Visibility.PRIVATE);
    SharePlan whole = plan.build();
    options.with(node -> serve(node, whole, out));
    return 0;
  }

  private static void serve(Scp2pNode node, SharePlan plan, PrintWriter out) throws IOException {
    ProgressBar bar = ProgressBar.onTerminal("reading");
    Publication publication = node.shares().start(plan);
    publication.progress().subscribe(bar::show);
    Share share = Objects.requireNonNull(publication.result().block());
    bar.finish();
    out.println(LINK + share.link());
    out.println(share.itemCount() + " files, " + ProgressBar.bytes(share.totalBytes()));
    out.flush();
    awaitEndOfInput();
  }

  /** Returns when whoever started this process closes its input; a terminal does at Ctrl-D. */
  private static void awaitEndOfInput() throws IOException {
    byte[] ignored = new byte[256];
    int read = 0;
    while (read >= 0) {
      read = System.in.read(ignored);
    }
  }
}
