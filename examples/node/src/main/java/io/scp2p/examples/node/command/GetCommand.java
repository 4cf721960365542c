package io.scp2p.examples.node.command;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.error.Advice;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.pairing.PairingCode;
import io.scp2p.api.search.SearchHit;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.share.ShareVersion;
import io.scp2p.api.share.Subscription;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.DownloadResult;
import io.scp2p.api.vault.VaultLink;
import io.scp2p.examples.node.daemon.client.DaemonClient;
import io.scp2p.examples.node.daemon.json.Json;
import io.scp2p.examples.node.daemon.route.FollowAgain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/**
 * Follows a share, searches it and downloads what was found, or all of it: through the daemon of
 * the home if one runs, else with a node of its own for as long as it takes.
 */
@Command(
    name = "get",
    description = "Follows a share by its link and downloads it. Run it again to resume.")
public final class GetCommand extends NodeCommand {
  /** The most that one page of the search holds. */
  private static final int PAGE = 200;

  private static final String GOES_ON = "Then the same command goes on where this one stopped.";

  @Parameters(
      paramLabel = "SHARE",
      description = "A link; with a daemon also the id or title of what is followed.")
  private String share = "";

  @Option(
      names = "--into",
      paramLabel = "DIR",
      description = "The folder that receives the files (default: this one).")
  private Path into = Path.of("");

  @Option(
      names = "--search",
      paramLabel = "WORDS",
      description = "Download only what these words find.")
  private @Nullable String words;

  @Option(
      names = "--detach",
      description = "Leave it to the daemon and do not wait; see scp2p downloads.")
  private boolean detach;

  @Option(
      names = "--max-rate",
      paramLabel = "SIZE",
      converter = Sizes.Converter.class,
      description = "Bytes a second at most for this download, such as 2M.")
  private @Nullable Long maxRate;

  @Override
  void check(boolean daemonRuns) {
    if (maxRate != null && maxRate == 0) {
      throw usage("--max-rate 0 would fetch nothing.");
    }
    requireFolder(into);
    share = share.strip();
    if (share.startsWith(VaultLink.PREFIX)) {
      throw usage("This is a link to a file in a vault: scp2p vault get LINK fetches it.");
    }
    if (Match.isLink(share)) {
      ShareLink unused = ShareLink.parse(share);
    } else if (!daemonRuns) {
      throw isCode() ? code() : noLink();
    }
    if (!daemonRuns && detach) {
      throw HomeOption.noDaemon(home());
    }
  }

  /** Nobody is there who knows shares by another name. */
  private CommandFailure noLink() {
    return CommandFailure.of(
        CommandCode.DAEMON_NOT_RUNNING,
        "'"
            + share
            + "' is no link, and only a daemon knows shares by their ids and titles: none runs on "
            + home()
            + ".",
        "Give a link (scp2p://s/...), as scp2p share and scp2p publish print it, or start a"
            + " daemon: scp2p run --home "
            + home());
  }

  /** A title may look like one, if somebody is there who knows titles. */
  private boolean isCode() {
    try {
      PairingCode unused = PairingCode.parse(share);
      return true;
    } catch (Scp2pException e) {
      return false;
    }
  }

  private ParameterException code() {
    return usage("This is a code, of something that is sent: scp2p receive CODE gets it.");
  }

  private String known(HomeDaemon daemon) {
    try {
      return Match.share(daemon, share);
    } catch (CommandFailure none) {
      throw isCode() ? code() : none;
    }
  }

  @Override
  void run(HomeDaemon daemon, Output out) {
    if (Match.isLink(share)) {
      daemon.post("/subscriptions", Map.of("link", share));
    }
    String id = known(daemon);
    Json newest = daemon.post("/subscriptions/" + id + "/sync").at("newest");
    if (newest.isNull()) {
      throw nobodyHasIt();
    }
    following(
        out,
        newest.at("sequence").number(),
        newest.at("itemCount").number(),
        newest.at("totalBytes").number());
    Map<String, Object> plan = new LinkedHashMap<>();
    plan.put("shareId", id);
    plan.put("target", target().toString());
    if (maxRate != null) {
      plan.put("maxBytesPerSecond", maxRate);
    }
    if (words != null) {
      plan.put("items", found(daemon, out, id, words));
    }
    Json started = daemon.post("/downloads", plan);
    if (detach) {
      out.answer(started, () -> TransferCommands.TRANSFERS.show(List.of(started), out));
      return;
    }
    Json result = kept(() -> TransferWatch.toTheEnd(daemon, out, started, "getting")).at("result");
    done(
        out,
        result.at("files").elements().size(),
        result.at("bytesTotal").number(),
        result.at("peers").elements().size(),
        result.at("elapsed").duration());
  }

  private Path target() {
    return into.toAbsolutePath().normalize();
  }

  private static List<String> found(HomeDaemon daemon, Output out, String id, String words) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("q", words);
    query.put("share", id);
    query.put("limit", Integer.toString(PAGE));
    List<Json> hits = new ArrayList<>();
    Json page;
    do {
      page = daemon.get(DaemonClient.path("/search", query));
      hits.addAll(page.at("hits").elements());
      query.put("after", page.at("next").text());
    } while (!page.at("next").isNull());
    if (hits.isEmpty()) {
      throw nothingMatches();
    }
    hits.forEach(hit -> found(out, hit.at("item").at("name").text()));
    return hits.stream().map(hit -> hit.at("item").at("content").text()).toList();
  }

  @Override
  void run(Scp2pNode node, Output out) {
    ShareLink link = ShareLink.parse(share);
    ShareVersion version = follow(node, link);
    following(out, version.sequence(), version.itemCount(), version.totalBytes());
    DownloadPlan.Builder plan = DownloadPlan.share(link.shareId());
    if (maxRate != null) {
      plan.maxBytesPerSecond(maxRate);
    }
    if (words != null) {
      List<SearchHit> hits = hits(node, link, words);
      hits.forEach(hit -> found(out, hit.item().name()));
      plan.items(hits.stream().map(hit -> hit.item().content()).toList());
    }
    Download download = node.downloads().start(plan.into(target()));
    String toResume = "suspended; the same command goes on where it stopped";
    DownloadResult result = kept(() -> LocalWatch.toTheEnd(download, out, "getting", toResume));
    done(out, result.files().size(), result.bytesTotal(), result.peers().size(), result.elapsed());
  }

  /** Says that what has come is kept, unless the same command can only fail again. */
  private static <T> T kept(Supplier<T> watched) {
    try {
      return watched.get();
    } catch (Scp2pException failure) {
      throw kept(CommandFailure.of(failure, failure.code().remedy()));
    } catch (CommandFailure failure) {
      throw kept(failure);
    }
  }

  private static CommandFailure kept(CommandFailure failure) {
    return ErrorCode.of((int) failure.json().at("number").number())
        .map(ErrorCode::advice)
        .filter(advice -> advice.retryable() || advice == Advice.FIX_THE_HOST)
        .map(mendable -> failure.andThen(GOES_ON))
        .orElse(failure);
  }

  private static ShareVersion follow(Scp2pNode node, ShareLink link) {
    FollowAgain.plan(node.subscriptions(), link).flatMap(node.subscriptions()::follow).block();
    Subscription synced = Objects.requireNonNull(node.subscriptions().sync(link.shareId()).block());
    return synced.version().orElseThrow(GetCommand::nobodyHasIt);
  }

  private static List<SearchHit> hits(Scp2pNode node, ShareLink link, String words) {
    SearchQuery query = SearchQuery.builder(words).share(link.shareId()).build();
    List<SearchHit> hits = Objects.requireNonNull(node.search(query).collectList().block());
    if (hits.isEmpty()) {
      throw nothingMatches();
    }
    return hits;
  }

  private static Scp2pException nobodyHasIt() {
    return new Scp2pException(ErrorCode.SHARE_NOT_FOUND, "Nobody has a version yet.");
  }

  private static CommandFailure nothingMatches() {
    return CommandFailure.of(
        CommandCode.NOTHING_FOUND, "Nothing in the share matches these words.", "Try others.");
  }

  private static void following(Output out, long version, long files, long bytes) {
    if (!out.isJson()) {
      out.line("following: version %d, %d files, %s", version, files, ProgressBar.bytes(bytes));
    }
  }

  private static void found(Output out, String name) {
    if (!out.isJson()) {
      out.line("found: %s", name);
    }
  }

  private static void done(Output out, int files, long bytes, int peers, Duration elapsed) {
    if (!out.isJson()) {
      out.line(
          "done: %d files, %s, from %d peers, in %s",
          files, ProgressBar.bytes(bytes), peers, ProgressBar.time(elapsed));
    }
  }
}
