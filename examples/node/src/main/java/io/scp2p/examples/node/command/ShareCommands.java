package io.scp2p.examples.node.command;

import io.scp2p.api.share.TrustLevel;
import io.scp2p.examples.node.daemon.client.DaemonClient;
import io.scp2p.examples.node.daemon.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What this node publishes and follows, and finding things. */
public final class ShareCommands {
  private static final Table SHARES =
      Table.or("Nothing published. Publish with: scp2p publish FOLDER")
          .id("SHARE", "id")
          .text("TITLE", "title")
          .text("VERSION", "sequence")
          .text("FILES", "itemCount")
          .bytes("SIZE", "totalBytes")
          .text("VISIBILITY", "visibility")
          .andBelow("link");

  private static final Table ITEMS =
      Table.or("The share has no files.")
          .id("CONTENT", "content")
          .bytes("SIZE", "sizeBytes")
          .column("PATH", item -> item.at(item.at("path").isNull() ? "name" : "path").text());

  private static final Table SUBSCRIPTIONS =
      Table.or("Nothing followed. Follow with: scp2p follow LINK")
          .id("SHARE", "shareId")
          .text("TITLE", "newest", "title")
          .text("VERSION", "newest", "sequence")
          .text("FILES", "newest", "itemCount")
          .bytes("SIZE", "newest", "totalBytes")
          .text("TRUST", "trust")
          .text("PROBLEM", "problem");

  private static final Table HITS =
      Table.or("Nothing found.")
          .id("CONTENT", "item", "content")
          .bytes("SIZE", "item", "sizeBytes")
          .text("NAME", "item", "name")
          .column(
              "SHARE",
              hit -> hit.at("shareTitle").text() + " " + Output.brief(hit.at("share").text()));

  /** Shares that others list: what they claim, until one follows them. */
  static final Table LISTED =
      Table.or("Nobody lists anything.")
          .id("SHARE", "id")
          .text("TITLE", "title")
          .text("VERSION", "sequence")
          .yesNo("FOLLOWED", "followed")
          .andBelow("link");

  private ShareCommands() {}

  /** About one share, of this node or followed. */
  @Command
  abstract static class OfShare extends DaemonCommand {
    @Parameters(index = "0", paramLabel = "SHARE", description = "Its link, id, or title.")
    private String share = "";

    @Override
    final ExitCode run(HomeDaemon daemon, Output out) {
      return run(daemon, out, Match.share(daemon, share));
    }

    abstract ExitCode run(HomeDaemon daemon, Output out, String id);
  }

  @Command(name = "publish", description = "Publishes files and folders, and prints the link.")
  public static final class Publish extends DaemonCommand {
    @Mixin private final QrOption qr = new QrOption();

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files and folders.")
    private List<Path> paths = List.of();

    @Option(names = "--title", paramLabel = "TEXT", description = "What others see as its name.")
    private @Nullable String title;

    @Option(names = "--description", paramLabel = "TEXT", description = "A few words about it.")
    private @Nullable String description;

    @Option(names = "--tag", paramLabel = "WORD", description = "To find it by; may be repeated.")
    private List<String> tags = List.of();

    @Option(names = "--public", description = "List it, so that others find it by browsing.")
    private boolean listed;

    @Option(
        names = "--community",
        paramLabel = "COMMUNITY",
        description = "List it in a community; may be repeated.")
    private List<String> communities = List.of();

    @Option(
        names = "--update",
        paramLabel = "SHARE",
        description = "Publish it as the new version of a share.")
    private @Nullable String update;

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("source", source());
      String path = update == null ? "" : "/shares/" + Match.share(daemon, update);
      // What is not said about a new version stays as it is.
      Json before = update == null ? Json.NULL : daemon.get(path);
      body.put("tags", update == null || !tags.isEmpty() ? tags : tagsOf(daemon, path));
      put(body, "title", title == null ? before.at("title").raw() : title);
      put(body, "description", description == null ? before.at("description").raw() : description);
      boolean isPublic = listed || before.at("visibility").text().equals("PUBLIC");
      body.put("visibility", isPublic ? "PUBLIC" : "PRIVATE");
      Set<String> listing = new LinkedHashSet<>();
      before.at("communities").elements().forEach(id -> listing.add(id.text()));
      communities.forEach(name -> listing.add(Match.community(daemon, name)));
      body.put("communities", listing);
      Json started = update == null ? daemon.post("/shares", body) : daemon.put(path, body);
      Json ended = published(daemon, out, started);
      Json share = ended.at("result");
      if (!out.isJson()) {
        out.line(
            "published: version %d, %d files, %s",
            share.at("sequence").number(),
            share.at("itemCount").number(),
            Output.bytes(share.at("totalBytes")));
        out.line(ShareCommand.LINK + "%s", share.at("link").text());
        leftOut(out, ended);
        qr.draw(out, share.at("link").text());
      }
      return ExitCode.OK;
    }

    private static Json published(HomeDaemon daemon, Output out, Json started) {
      try {
        return TransferWatch.toTheEnd(daemon, out, started, "reading");
      } catch (CommandFailure failure) {
        if (!failure.json().at("details", LeftOut.ALL).isNull()) {
          leftOut(out, daemon.get("/transfers/" + started.at("id").text()));
        }
        throw failure;
      }
    }

    private static void leftOut(Output out, Json transfer) {
      Json publication = transfer.at("publication");
      LeftOut.say(
          out, publication.at("skipped").elements(), publication.at("skippedCount").number());
    }

    /** They are on every file. */
    private static List<String> tagsOf(HomeDaemon daemon, String path) {
      return daemon.get(path + "/items?limit=1").at("items").elements().stream()
          .flatMap(item -> item.at("tags").elements().stream())
          .map(Json::text)
          .toList();
    }

    private Map<String, Object> source() {
      List<String> absolute =
          paths.stream().map(path -> path.toAbsolutePath().normalize().toString()).toList();
      if (paths.size() == 1 && Files.isDirectory(paths.get(0))) {
        return Map.of("folder", absolute.get(0));
      }
      return Map.of("files", absolute);
    }
  }

  @Command(name = "unpublish", description = "Stops publishing a share. Its files stay.")
  public static final class Unpublish extends OfShare {
    @Override
    ExitCode run(HomeDaemon daemon, Output out, String id) {
      daemon.delete("/shares/" + id);
      out.done("id", id, "unpublished " + id);
      return ExitCode.OK;
    }
  }

  @Command(
      name = "shares",
      description = "Lists what this node publishes, or the files of a share.")
  public static final class Shares extends DaemonCommand {
    @Mixin private final QrOption qr = new QrOption();

    @Parameters(paramLabel = "SHARE", arity = "0..1", description = "List its files.")
    private @Nullable String share;

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      if (share == null) {
        List<Json> shares = daemon.list("/shares");
        out.list(shares, SHARES);
        if (shares.size() == 1 || qr.isAskedFor()) {
          shares.forEach(each -> qr.draw(out, each.at("link").text()));
        }
      } else {
        out.list(daemon.list("/shares/" + Match.share(daemon, share) + "/items"), ITEMS);
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "follow",
      description = "Follows a share by its link; without a link lists what is followed.")
  public static final class Follow extends DaemonCommand {
    @Parameters(paramLabel = "LINK", arity = "0..1", description = "The link of the share.")
    private @Nullable String link;

    @Option(
        names = "--trust",
        paramLabel = "LEVEL",
        description = "How far what it says is trusted: ${COMPLETION-CANDIDATES}.")
    private @Nullable TrustLevel trust;

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      if (link == null) {
        out.list(daemon.list("/subscriptions"), SUBSCRIPTIONS);
        return ExitCode.OK;
      }
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("link", link);
      if (trust != null) {
        body.put("trust", trust.name());
      }
      Json followed = daemon.post("/subscriptions", body);
      out.answer(
          followed,
          () -> {
            out.line("following %s", followed.at("shareId").text());
            out.line("%s", "Its files come with: scp2p get " + link);
          });
      return ExitCode.OK;
    }
  }

  @Command(name = "unfollow", description = "Stops following a share. What was downloaded stays.")
  public static final class Unfollow extends OfShare {
    @Override
    ExitCode run(HomeDaemon daemon, Output out, String id) {
      daemon.delete("/subscriptions/" + id);
      out.done("shareId", id, "unfollowed " + id);
      return ExitCode.OK;
    }
  }

  @Command(name = "trust", description = "Changes how far a followed share is trusted.")
  public static final class Trust extends OfShare {
    @Parameters(index = "1", paramLabel = "LEVEL", description = "One of ${COMPLETION-CANDIDATES}.")
    private TrustLevel level = TrustLevel.NORMAL;

    @Option(
        names = "--blocklist",
        negatable = true,
        description = "Hide from search what it lists (or no more: --no-blocklist).")
    private @Nullable Boolean blocklist;

    @Override
    ExitCode run(HomeDaemon daemon, Output out, String id) {
      Map<String, Object> change = new LinkedHashMap<>();
      change.put("trust", level.name());
      put(change, "blocklist", blocklist);
      Json changed = daemon.patch("/subscriptions/" + id, change);
      out.answer(changed, () -> SUBSCRIPTIONS.show(List.of(changed), out));
      return ExitCode.OK;
    }
  }

  @Command(name = "sync", description = "Looks for newer versions of what is followed, now.")
  public static final class Sync extends DaemonCommand {
    @Parameters(paramLabel = "SHARE", arity = "0..1", description = "This one; all if not given.")
    private @Nullable String share;

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      List<Json> synced =
          share == null
              ? daemon.post("/subscriptions/sync").at("items").elements()
              : List.of(daemon.post("/subscriptions/" + Match.share(daemon, share) + "/sync"));
      out.list(synced, SUBSCRIPTIONS);
      boolean all = synced.stream().allMatch(sub -> sub.at("problem").isNull());
      return all ? ExitCode.OK : ExitCode.RETRY;
    }
  }

  @Command(name = "browse", description = "Asks connected peers, or one, what they list.")
  public static final class Browse extends DaemonCommand {
    @Parameters(paramLabel = "PEER", arity = "0..1", description = "Only this one.")
    private @Nullable String peer;

    @Option(
        names = "--seconds",
        defaultValue = "5",
        description = "How long to wait for answers (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      String path =
          peer == null
              ? "/discover/shares?seconds=" + seconds
              : "/peers/" + Match.peer(daemon, peer) + "/shares";
      out.list(daemon.listOfOthers(path), LISTED);
      return ExitCode.OK;
    }
  }

  @Command(name = "search", description = "Searches what is followed and published.")
  public static final class Search extends DaemonCommand {
    private static final int MAX_HITS = 200;

    @Parameters(paramLabel = "WORD", arity = "1..*", description = "What for.")
    private List<String> words = List.of();

    @Option(
        names = "--mode",
        paramLabel = "MODE",
        defaultValue = "STANDARD",
        description = "STANDARD, PHRASE or FUZZY (default: ${DEFAULT-VALUE}).")
    private String mode = "STANDARD";

    @Option(
        names = "--order",
        paramLabel = "ORDER",
        defaultValue = "RELEVANCE",
        description = "RELEVANCE, SIZE, NEWEST or NAME (default: ${DEFAULT-VALUE}).")
    private String order = "RELEVANCE";

    @Option(names = "--share", paramLabel = "SHARE", description = "Only in this share.")
    private @Nullable String share;

    @Option(
        names = "--limit",
        defaultValue = "20",
        description = "Hits at most, 1 to 200 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      Map<String, String> query = new LinkedHashMap<>();
      query.put("q", String.join(" ", words));
      query.put("mode", mode.toUpperCase(Locale.ROOT));
      query.put("order", order.toUpperCase(Locale.ROOT));
      query.put("limit", Integer.toString(limit));
      query.put("share", share == null ? "" : Match.share(daemon, share));
      Json found = daemon.get(DaemonClient.path("/search", query));
      out.answer(found, () -> hits(found, out));
      return ExitCode.OK;
    }

    private void hits(Json found, Output out) {
      HITS.show(found.at("hits").elements(), out);
      if (!found.at("next").isNull()) {
        String more = limit < MAX_HITS ? "more with --limit" : "more words find less";
        out.line("%d in all; %s", found.at("total").number(), more);
      }
    }
  }
}
