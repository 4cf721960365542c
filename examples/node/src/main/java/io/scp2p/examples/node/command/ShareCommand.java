package io.scp2p.examples.node.command;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.share.Publication;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.Visibility;
import io.scp2p.examples.node.daemon.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Publishes a folder or a file and serves it until standard input ends or Ctrl-C is pressed. */
@Command(
    name = "share",
    description = "Publishes a folder or a file, prints its link and serves it until Ctrl-C.")
public final class ShareCommand extends AnyCommand {
  /** What precedes the link on its line, for programs that read it. */
  static final String LINK = "link ";

  @Mixin private final NodeOptions options = new NodeOptions();

  @Parameters(paramLabel = "PATH", description = "The folder or file to publish.")
  private Path path = Path.of("");

  @Option(names = "--title", paramLabel = "TEXT", description = "What others see as its name.")
  private @Nullable String title;

  @Option(names = "--public", description = "List it, so that others can find it by browsing.")
  private boolean listed;

  @Override
  ExitCode run(Output out) throws IOException {
    SharePlan.Builder plan =
        Files.isDirectory(path) ? SharePlan.folder(path) : SharePlan.files(List.of(path));
    if (title != null) {
      plan.title(title);
    }
    SharePlan whole = plan.visibility(listed ? Visibility.PUBLIC : Visibility.PRIVATE).build();
    options.with(node -> serve(node, whole, out));
    return ExitCode.OK;
  }

  private static void serve(Scp2pNode node, SharePlan plan, Output out) throws IOException {
    Publication publication = node.shares().start(plan);
    Share share = published(publication, out);
    if (!out.isJson()) {
      out.line(LINK + "%s", share.link());
      out.line("%d files, %s", share.itemCount(), ProgressBar.bytes(share.totalBytes()));
      leftOut(publication, out);
    }
    awaitEndOfInput();
  }

  private static Share published(Publication publication, Output out) {
    try {
      return LocalWatch.toTheEnd(publication, out, "reading", "cancelled: nothing is published");
    } catch (Scp2pException failure) {
      if (failure.details().containsKey(LeftOut.ALL)) {
        leftOut(publication, out);
      }
      throw failure;
    }
  }

  private static void leftOut(Publication publication, Output out) {
    List<Json> first = Json.from(publication.skipped()).elements();
    LeftOut.say(out, first, publication.skippedCount());
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
