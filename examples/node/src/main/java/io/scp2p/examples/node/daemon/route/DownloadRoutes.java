package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.transfer.CollisionRule;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.Priority;
import io.scp2p.examples.node.daemon.http.Call;
import io.scp2p.examples.node.daemon.http.Fields;
import io.scp2p.examples.node.daemon.http.Input;
import io.scp2p.examples.node.daemon.http.Reply;
import io.scp2p.examples.node.daemon.http.Routes;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Mono;

/** What this node fetches, and what others fetch from it. */
final class DownloadRoutes {
  /** Of one selection; whoever wants more wants the whole share. */
  static final int MAX_SELECTED = 100_000;

  private static final int SHORT_ID = 12;

  private static final Fields PLAN =
      Fields.of()
          .need("shareId", Fields.Kind.STRING, "from which share")
          .may("items", Fields.Kind.STRINGS, "content ids")
          .may("folders", Fields.Kind.STRINGS, "folders with everything below them")
          .may("target", Fields.Kind.STRING, "the folder that receives them")
          .may("priority", Priority.class, "which goes first")
          .may("collision", CollisionRule.class, "what happens to what is there")
          .may("exactNames", Fields.Kind.BOOLEAN, "fail where a name cannot be had here")
          .may("maxBytesPerSecond", Fields.Kind.INTEGER, "for this download; 0 is no limit")
          .build();

  private static final Fields PRIORITY =
      Fields.of().need("priority", Priority.class, "from now on").build();

  private final Context context;
  private final Scp2pNode node;
  private final TransferViews views;

  private DownloadRoutes(Context context) {
    this.context = context;
    this.node = context.node();
    this.views = new TransferViews(node, context.transfers());
  }

  static void register(Routes routes, Context context) {
    DownloadRoutes here = new DownloadRoutes(context);
    routes
        .get("/downloads", "Downloads in queue order")
        .list(TransferView.class)
        .to(call -> TransferRoutes.page(call, here.node.downloads().list(), here.views));
    routes
        .post("/downloads", "Starts a download, or joins the unfinished one of the same plan")
        .takes(PLAN)
        .gives(202, TransferView.class)
        .to(here::start);
    routes
        .put("/downloads/{transferId}/priority", "Changes which download goes first")
        .takes(PRIORITY)
        .gives(TransferView.class)
        .to(here::prioritise);
    routes
        .delete("/downloads/{transferId}", "Forgets an ended download; its files stay")
        .to(
            call ->
                here.node
                    .downloads()
                    .get(TransferRoutes.id(call))
                    .flatMap(download -> TransferRoutes.forget(download, context)));
    routes
        .get("/uploads", "What others fetch from this node now")
        .list(TransferView.class)
        .to(call -> TransferRoutes.page(call, here.node.shares().uploads(), here.views));
  }

  private Mono<Reply> start(Call call) {
    return call.body()
        .flatMap(
            body -> {
              ShareId share = body.needParsed("shareId", ShareId::parse);
              return Mono.zip(
                      selection(share, body),
                      target(share, body),
                      (items, target) -> plan(share, items, target, body))
                  .map(plan -> node.downloads().start(plan));
            })
        .flatMap(download -> TransferRoutes.accepted(download, views));
  }

  private Mono<Set<ContentId>> selection(ShareId share, Input body) {
    Set<ContentId> items = new LinkedHashSet<>(body.parsedList("items", ContentId::parse));
    List<String> folders = body.texts("folders").stream().map(name -> name + "/").toList();
    if (folders.isEmpty()) {
      return Mono.just(items);
    }
    return node.shares()
        .items(share)
        .filter(item -> below(item, folders))
        .map(ShareItem::content)
        .take(MAX_SELECTED + 1L)
        .collect(() -> items, Set::add)
        .doOnNext(DownloadRoutes::check);
  }

  private static boolean below(ShareItem item, List<String> folders) {
    String place = ItemView.place(item);
    return folders.stream().anyMatch(place::startsWith);
  }

  private static void check(Set<ContentId> items) {
    if (items.size() > MAX_SELECTED) {
      throw new Scp2pException(
          ErrorCode.TOO_MANY_ITEMS,
          "More than " + MAX_SELECTED + " files were selected.",
          Map.of("limit", Integer.toString(MAX_SELECTED)));
    }
    if (items.isEmpty()) {
      // An empty selection would mean everything.
      throw new Scp2pException(ErrorCode.UNKNOWN_ITEM, "There is nothing in these folders.");
    }
  }

  private Mono<Path> target(ShareId share, Input body) {
    if (body.has("target")) {
      return Mono.just(body.needParsed("target", context.folders()::target));
    }
    return views
        .title(share)
        .map(
            title ->
                context.folders().named(title.orElse(null), share.hex().substring(0, SHORT_ID)));
  }

  private static DownloadPlan plan(ShareId share, Set<ContentId> items, Path target, Input body) {
    DownloadPlan.Builder plan = DownloadPlan.share(share).items(items);
    body.constant("priority", Priority.class).ifPresent(plan::priority);
    body.constant("collision", CollisionRule.class).ifPresent(plan::collision);
    body.integer("maxBytesPerSecond").ifPresent(plan::maxBytesPerSecond);
    if (body.flag("exactNames")) {
      plan.exactNames();
    }
    try {
      return plan.into(target);
    } catch (IllegalArgumentException e) {
      throw new Scp2pException(
          ErrorCode.INVALID_ARGUMENT, String.valueOf(e.getMessage()), Map.of(), e);
    }
  }

  private Mono<TransferView> prioritise(Call call) {
    return call.body()
        .flatMap(
            body ->
                node.downloads()
                    .get(TransferRoutes.id(call))
                    .doOnNext(
                        download ->
                            download.prioritise(
                                body.constant("priority", Priority.class).orElseThrow())))
        .flatMap(views::of);
  }
}
