package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.Publication;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.Visibility;
import io.scp2p.examples.node.daemon.http.Call;
import io.scp2p.examples.node.daemon.http.Fields;
import io.scp2p.examples.node.daemon.http.HttpFailure;
import io.scp2p.examples.node.daemon.http.Input;
import io.scp2p.examples.node.daemon.http.ListPage;
import io.scp2p.examples.node.daemon.http.Reply;
import io.scp2p.examples.node.daemon.http.Routes;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What this node publishes, and the files of what it follows. */
final class ShareRoutes {
  private static final Fields TEXT =
      Fields.of()
          .need("name", Fields.Kind.STRING, "its file name")
          .need("content", Fields.Kind.STRING, "what it says")
          .build();

  private static final Fields SOURCE =
      Fields.of()
          .may("folder", Fields.Kind.STRING, "a folder of this machine, served in place")
          .may("files", Fields.Kind.STRINGS, "files of this machine, served in place")
          .nested("text", false, TEXT, "a text, kept by the node")
          .may("staging", Fields.Kind.STRING, "an upload")
          .build();

  private static final Fields PLAN =
      Fields.of()
          .nested("source", true, SOURCE, "exactly one of its members")
          .may("title", Fields.Kind.STRING, "for people")
          .may("description", Fields.Kind.STRING, "for people")
          .may("tags", Fields.Kind.STRINGS, "for the search of others, on every item")
          .may("visibility", Visibility.class, "whether it is listed; PRIVATE if left out")
          .may("communities", Fields.Kind.STRINGS, "where it is bound to")
          .may("expiresAt", Fields.Kind.STRING, "until when followers accept this version")
          .build();

  private final Context context;
  private final Scp2pNode node;
  private final TransferViews views;

  private ShareRoutes(Context context) {
    this.context = context;
    this.node = context.node();
    this.views = new TransferViews(node, context.transfers());
  }

  static void register(Routes routes, Context context) {
    ShareRoutes here = new ShareRoutes(context);
    routes
        .get("/shares", "What this node publishes")
        .list(Share.class)
        .to(call -> call.range().of(here.node.shares().list(), share -> share.id().hex()));
    routes
        .post("/shares", "Publishes files, a folder, a text or an upload")
        .takes(PLAN)
        .gives(202, TransferView.class)
        .to(call -> here.publish(call, null));
    routes
        .put("/shares/{shareId}", "Publishes a new version")
        .takes(PLAN)
        .gives(202, TransferView.class)
        .to(call -> here.publish(call, id(call)));
    routes
        .get("/shares/{shareId}", "The newest version of a share of this node")
        .gives(Share.class)
        .to(call -> here.node.shares().get(id(call)));
    routes
        .delete("/shares/{shareId}", "Unpublishes; the files stay, except those of an upload")
        .to(here::unpublish);
    routes
        .get("/shares/{shareId}/items", "The files of a share, published or followed")
        .list(ItemView.class)
        .to(here::items);
    routes
        .get("/shares/{shareId}/tree", "One folder of a share, published or followed")
        .query("path", "the folder; the top without")
        .list(FolderPage.Entry.class)
        .to(here::tree);
  }

  static ShareId id(Call call) {
    return call.path("shareId", ShareId::parse);
  }

  private Mono<Reply> publish(Call call, @Nullable ShareId updates) {
    return call.body()
        .flatMap(
            body ->
                Mono.fromCallable(() -> start(body, updates))
                    .subscribeOn(Schedulers.boundedElastic()))
        .flatMap(publication -> TransferRoutes.accepted(publication, views));
  }

  /** May look at an upload on the disk. */
  private Publication start(Input body, @Nullable ShareId updates) {
    context.transfers().checkRoom();
    Input source = body.nested("source").orElseThrow();
    Optional<String> staging = source.text("staging");
    SharePlan.Builder plan = plan(source, staging);
    body.text("title").ifPresent(plan::title);
    body.text("description").ifPresent(plan::description);
    body.texts("tags").forEach(plan::tag);
    body.constant("visibility", Visibility.class).ifPresent(plan::visibility);
    body.parsedList("communities", CommunityId::parse).forEach(plan::community);
    body.parsed("expiresAt", ShareRoutes::instant).ifPresent(plan::expiresAt);
    if (updates != null) {
      plan.updating(updates);
    }
    Publication publication = context.transfers().add(node.shares().start(plan.build()));
    staging.ifPresent(
        id ->
            publication
                .result()
                .publishOn(Schedulers.boundedElastic())
                .subscribe(share -> context.staging().use(id, share.id()), failure -> {}));
    return publication;
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private SharePlan.Builder plan(Input source, Optional<String> staging) {
    long given = Stream.of("folder", "files", "text", "staging").filter(source::has).count();
    if (given != 1) {
      throw HttpFailure.invalid(
          "source", "source has exactly one of folder, files, text and staging.");
    }
    if (staging.isPresent()) {
      return SharePlan.folder(context.staging().files(staging.get()));
    }
    Optional<Path> folder = source.parsed("folder", Folders::local);
    if (folder.isPresent()) {
      return SharePlan.folder(folder.get());
    }
    Optional<Input> text = source.nested("text");
    if (text.isPresent()) {
      return SharePlan.text(text.get().needText("name"), text.get().needText("content"));
    }
    List<Path> files = source.parsedList("files", Folders::local);
    if (files.isEmpty()) {
      throw HttpFailure.invalid("source.files", "There is no file.");
    }
    return SharePlan.files(files);
  }

  private Mono<Void> unpublish(Call call) {
    ShareId share = id(call);
    return node.shares()
        .unpublish(share)
        .then(
            Mono.<Void>fromRunnable(() -> context.staging().withdrawn(share))
                .subscribeOn(Schedulers.boundedElastic()));
  }

  private Mono<ListPage<ItemView>> items(Call call) {
    ShareId share = id(call);
    return call.range()
        .of(
            node.shares().items(share).map(item -> ItemView.of(share, item)),
            // Two files may have one content, and two items one path.
            item -> item.content() + "/" + (item.path() == null ? item.name() : item.path()));
  }

  private Mono<ListPage<FolderPage.Entry>> tree(Call call) {
    ShareId share = id(call);
    String folder = call.query("path").orElse("");
    FolderPage page = new FolderPage(share, folder, call.range());
    return node.shares().items(share).reduce(page, FolderPage::add).map(FolderPage::page);
  }
}
