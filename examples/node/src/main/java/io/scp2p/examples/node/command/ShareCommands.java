package io.scp2p.examples.node.command;

import io.scp2p.api.share.TrustLevel;
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
  private ShareCommands() {}

  @Command(name = "publish", description = "Publishes a folder or files, and prints the link.")
  public static final class Publish extends DaemonCommand {
    @Mixin private final QrOption qr = new QrOption();

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "One folder, or files.")
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
      body.put("tags", tags);
      String path = update == null ? "" : "/shares/" + Match.share(daemon, update);
      // What is not said about a new version stays as it is.
      Json before = update == null ? Json.NULL : daemon.get(path);
      put(body, "title", title == null ? before.at("title").raw() : title);
      put(body, "description", description == null ? before.at("description").raw() : description);
      boolean isPublic = listed || before.at("visibility").text().equals("PUBLIC");
      body.put("visibility", isPublic ? "PUBLIC" : "PRIVATE");
      Set<String> listing = new LinkedHashSet<>();
      before.at("communities").elements().forEach(id -> listing.add(id.text()));
      communities.forEach(name -> listing.add(Match.community(daemon, name)));
      body.put("communities", listing);
      Json started = update == null ? daemon.post("/shares", body) : daemon.put(path, body);
      Json share = TransferWatch.toTheEnd(daemon, out, started, "reading").at("result");
      if (!out.isJson()) {
        out.line(
            "published: version %d, %d files, %s",
            share.at("sequence").number(),
            share.at("itemCount").number(),
            Output.bytes(share.at("totalBytes")));
        out.line(ShareCommand.LINK + "%s", share.at("link").text());
        qr.draw(out, share.at("link").text());
      }
      return ExitCode.OK;
    }

    private Map<String, Object> source() {
      List<String> absolute =
          paths.stream().map(path -> path.toAbsolutePath().normalize().toString()).toList();
      if (paths.size() == 1 && Files.isDirectory(paths.get(0))) {
        return Map.of("folder", absolute.get(0));
      }
      if (paths.stream().anyMatch(Files::isDirectory)) {
        throw usage("One folder, or files: not both, and not two folders.");
      }
      return Map.of("files", absolute);
    }
  }

  @Command(name = "unpublish", description = "Stops publishing a share. Its files stay.")
  public static final class Unpublish extends DaemonCommand {
    @Parameters(paramLabel = "SHARE", description = "Its link, id, or title.")
    private String share = "";

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      String id = Match.share(daemon, share);
      daemon.delete("/shares/" + id);
      return done(out, "id", id, "unpublished " + id);
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
      if (share != null) {
        List<Json> items = daemon.list("/shares/" + Match.share(daemon, share) + "/items");
        out.answer(NodeCommands.array(items), () -> items(items, out));
        return ExitCode.OK;
      }
      List<Json> shares = daemon.list("/shares");
      out.answer(NodeCommands.array(shares), () -> shares(shares, out));
      return ExitCode.OK;
    }

    private void shares(List<Json> shares, Output out) {
      out.table(
          "Nothing published. Publish with: scp2p publish FOLDER",
          List.of("SHARE", "TITLE", "VERSION", "FILES", "SIZE", "VISIBILITY"),
          shares.stream()
              .map(
                  share ->
                      List.of(
                          Output.brief(share.at("id").text()),
                          share.at("title").text(),
                          share.at("sequence").text(),
                          share.at("itemCount").text(),
                          Output.bytes(share.at("totalBytes")),
                          share.at("visibility").text()))
              .toList());
      for (Json share : shares) {
        out.line("%s", share.at("link").text());
        if (shares.size() == 1 || qr.isAskedFor()) {
          qr.draw(out, share.at("link").text());
        }
      }
    }

    private static void items(List<Json> items, Output out) {
      out.table(
          "The share has no files.",
          List.of("CONTENT", "SIZE", "PATH"),
          items.stream()
              .map(
                  item ->
                      List.of(
                          Output.brief(item.at("content").text()),
                          Output.bytes(item.at("sizeBytes")),
                          item.at(item.at("path").isNull() ? "name" : "path").text()))
              .toList());
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
        defaultValue = "NORMAL",
        description = "How far what it says is trusted: ${COMPLETION-CANDIDATES}.")
    private TrustLevel trust = TrustLevel.NORMAL;

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      if (link == null) {
        List<Json> followed = daemon.list("/subscriptions");
        out.answer(NodeCommands.array(followed), () -> subscriptions(followed, out));
        return ExitCode.OK;
      }
      Json followed = daemon.post("/subscriptions", Map.of("link", link, "trust", trust.name()));
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
  public static final class Unfollow extends DaemonCommand {
    @Parameters(paramLabel = "SHARE", description = "Its link, id, or title.")
    private String share = "";

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      String id = Match.share(daemon, share);
      daemon.delete("/subscriptions/" + id);
      return done(out, "shareId", id, "unfollowed " + id);
    }
  }

  @Command(name = "trust", description = "Changes how far a followed share is trusted.")
  public static final class Trust extends DaemonCommand {
    @Parameters(index = "0", paramLabel = "SHARE", description = "Its link, id, or title.")
    private String share = "";

    @Parameters(index = "1", paramLabel = "LEVEL", description = "One of ${COMPLETION-CANDIDATES}.")
    private TrustLevel level = TrustLevel.NORMAL;

    @Option(
        names = "--blocklist",
        negatable = true,
        description = "Hide from search what it lists (or no more: --no-blocklist).")
    private @Nullable Boolean blocklist;

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      Map<String, Object> change = new LinkedHashMap<>();
      change.put("trust", level.name());
      put(change, "blocklist", blocklist);
      Json changed = daemon.patch("/subscriptions/" + Match.share(daemon, share), change);
      out.answer(changed, () -> subscriptions(List.of(changed), out));
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
      out.answer(NodeCommands.array(synced), () -> subscriptions(synced, out));
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
      List<Json> found = daemon.list(path);
      out.answer(NodeCommands.array(found), () -> listed(found, out));
      return ExitCode.OK;
    }
  }

  @Command(name = "search", description = "Searches what is followed and published.")
  public static final class Search extends DaemonCommand {
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
      Json found = daemon.get(HomeDaemon.path("/search", query));
      out.answer(found, () -> hits(found, out));
      return ExitCode.OK;
    }

    private static void hits(Json found, Output out) {
      out.table(
          "Nothing found.",
          List.of("CONTENT", "SIZE", "NAME", "SHARE"),
          found.at("hits").elements().stream()
              .map(
                  hit ->
                      List.of(
                          Output.brief(hit.at("item").at("content").text()),
                          Output.bytes(hit.at("item").at("sizeBytes")),
                          hit.at("item").at("name").text(),
                          hit.at("shareTitle").text() + " " + Output.brief(hit.at("share").text())))
              .toList());
      if (!found.at("next").isNull()) {
        out.line("%d in all; more with --limit", found.at("total").number());
      }
    }
  }

  private static void subscriptions(List<Json> followed, Output out) {
    out.table(
        "Nothing followed. Follow with: scp2p follow LINK",
        List.of("SHARE", "TITLE", "VERSION", "FILES", "SIZE", "TRUST", "PROBLEM"),
        followed.stream()
            .map(
                sub ->
                    List.of(
                        Output.brief(sub.at("shareId").text()),
                        sub.at("newest").at("title").text(),
                        sub.at("newest").at("sequence").text(),
                        sub.at("newest").at("itemCount").text(),
                        Output.bytes(sub.at("newest").at("totalBytes")),
                        sub.at("trust").text(),
                        sub.at("problem").text()))
            .toList());
  }

  /** Shares that others list: what they claim, until one follows them. */
  static void listed(List<Json> found, Output out) {
    out.table(
        "Nobody lists anything.",
        List.of("SHARE", "TITLE", "VERSION", "FOLLOWED"),
        found.stream()
            .map(
                share ->
                    List.of(
                        Output.brief(share.at("id").text()),
                        share.at("title").text(),
                        share.at("sequence").text(),
                        share.at("followed").isTrue() ? "yes" : "no"))
            .toList());
    found.forEach(share -> out.line("%s", share.at("link").text()));
  }

  /** For what has no answer: an object with the id. */
  static ExitCode done(Output out, String name, String id, String text) {
    out.answer(Json.of(Map.of(name, id)), () -> out.line("%s", text));
    return ExitCode.OK;
  }
}
