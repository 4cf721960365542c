package io.scp2p.examples.node;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.search.SearchHit;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.share.ShareVersion;
import io.scp2p.api.share.Subscription;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.DownloadResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Follows a share, searches it and downloads what was found, or all of it. */
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    description = "Follows a share by its link and downloads it. Run it again to resume.")
final class GetCommand implements Callable<Integer> {
  @Mixin private final NodeOptions options = new NodeOptions();

  @Parameters(paramLabel = "LINK", description = "The link that share has printed.")
  private String link = "";

  @Option(
      names = "--into",
      required = true,
      paramLabel = "DIR",
      description = "The folder that receives the files.")
  private Path into = Path.of("");

  @Option(
      names = "--search",
      paramLabel = "WORDS",
      description = "Download only what these words find.")
  private @Nullable String words;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    ShareLink shareLink = ShareLink.parse(link);
    options.with(node -> get(node, shareLink, out));
    return 0;
  }

  private void get(Scp2pNode node, ShareLink shareLink, PrintWriter out) {
    ProgressBar bar = ProgressBar.onTerminal("getting");
    ShareVersion version = follow(node, shareLink);
    out.printf(
        "following: version %d, %d files, %s%n",
        version.sequence(), version.itemCount(), ProgressBar.bytes(version.totalBytes()));
    DownloadPlan.Builder plan = DownloadPlan.share(shareLink.shareId());
    if (words != null) {
      List<SearchHit> hits = hits(node, shareLink, words);
      hits.forEach(hit -> out.println("found: " + hit.item().name()));
      plan.items(hits.stream().map(hit -> hit.item().content()).toList());
    }
    out.flush();
    Download download = node.downloads().start(plan.into(into));
    download.progress().subscribe(bar::show);
    DownloadResult result = Objects.requireNonNull(download.result().block());
    bar.finish();
    out.printf(
        "done: %d files, %s, from %d peers, in %s%n",
        result.files().size(),
        ProgressBar.bytes(result.bytesTotal()),
        result.peers().size(),
        ProgressBar.time(result.elapsed()));
  }

  private static ShareVersion follow(Scp2pNode node, ShareLink link) {
    node.subscriptions().follow(link).block();
    Subscription synced = Objects.requireNonNull(node.subscriptions().sync(link.shareId()).block());
    return synced
        .version()
        .orElseThrow(
            () -> new Scp2pException(ErrorCode.SHARE_NOT_FOUND, "Nobody has a version yet."));
  }

  private static List<SearchHit> hits(Scp2pNode node, ShareLink link, String words) {
    SearchQuery query = SearchQuery.builder(words).share(link.shareId()).build();
    List<SearchHit> hits = Objects.requireNonNull(node.search(query).collectList().block());
    if (hits.isEmpty()) {
      throw new Scp2pException(
          ErrorCode.UNKNOWN_ITEM, "Nothing in the share matches these words.", Map.of());
    }
    return hits;
  }
}
