package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.share.Subscription;
import io.scp2p.api.transfer.ContentRef;
import io.scp2p.examples.node.daemon.content.Gateway;
import io.scp2p.examples.node.daemon.content.WebFiles;
import io.scp2p.examples.node.daemon.http.Call;
import io.scp2p.examples.node.daemon.http.Reply;
import io.scp2p.examples.node.daemon.http.Route;
import io.scp2p.examples.node.daemon.http.Routes;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Content of shares, while it arrives; and the files of the browser interface. */
final class ContentRoutes {
  private static final String DOWNLOAD = "1 asks the browser to keep it";

  private final Scp2pNode node;
  private final Gateway gateway;
  private final FoundItems found = new FoundItems();

  private ContentRoutes(Context context) {
    this.node = context.node();
    this.gateway = context.gateway();
  }

  static void register(Routes routes, Context context) {
    ContentRoutes here = new ContentRoutes(context);
    WebFiles files = new WebFiles();
    for (String method : List.of("GET", "HEAD")) {
      routes
          .outside(method, "/content/{contentId}", "Content of a share, whole or a range")
          .query("share", "of which share; the first that has it without")
          .query("download", DOWNLOAD)
          .streams(Route.Form.BYTES)
          .to(here::content);
      routes
          .outside(method, "/shares/{shareId}/{path*}", "A file of a share, whole or a range")
          .query("download", DOWNLOAD)
          .streams(Route.Form.BYTES)
          .to(here::file);
      routes
          .outside(method, "/", "The browser interface")
          .open()
          .streams(Route.Form.BYTES)
          .to(call -> files.answer(call, "index.html"));
      routes
          .outside(method, "/web/{path*}", "Files of the browser interface")
          .open()
          .streams(Route.Form.BYTES)
          .to(call -> files.answer(call, call.path("path")));
      routes
          .outside(method, "/favicon.ico", "Its picture")
          .open()
          .streams(Route.Form.BYTES)
          .to(call -> files.answer(call, "icon.svg"));
    }
  }

  private Mono<Reply> content(Call call) {
    ContentId content = call.path("contentId", ContentId::parse);
    Function<ShareId, Mono<FoundItems.Found>> look =
        share -> find(share, content.hex(), item -> item.content().equals(content));
    Mono<FoundItems.Found> item =
        call.query("share", ShareId::parse).map(look).orElseGet(() -> anywhere(look));
    return item.switchIfEmpty(Mono.error(ContentRoutes::unknown)).map(known -> reply(call, known));
  }

  private Mono<Reply> file(Call call) {
    String path = call.path("path");
    return find(ShareRoutes.id(call), "/" + path, item -> ItemView.place(item).equals(path))
        .switchIfEmpty(Mono.error(ContentRoutes::unknown))
        .map(known -> reply(call, known));
  }

  private Mono<FoundItems.Found> find(ShareId share, String key, Predicate<ShareItem> wanted) {
    return found.find(
        share.hex() + key,
        node.shares()
            .items(share)
            .filter(wanted)
            .next()
            .map(item -> new FoundItems.Found(share, item)));
  }

  private Mono<FoundItems.Found> anywhere(Function<ShareId, Mono<FoundItems.Found>> look) {
    Flux<ShareId> all =
        Flux.concat(
            node.shares().list().map(Share::id),
            node.subscriptions().list().map(Subscription::shareId));
    // One without a version yet, or with a damaged one, hides nothing in the others.
    return all.distinct().concatMap(id -> look.apply(id).onErrorComplete(), 1).next();
  }

  private static Scp2pException unknown() {
    return new Scp2pException(
        ErrorCode.UNKNOWN_CONTENT, "No such content in the shares of this node.", Map.of());
  }

  private Reply reply(Call call, FoundItems.Found known) {
    ShareItem item = known.item();
    ContentRef ref = new ContentRef(known.share(), item.content());
    Gateway.Content content =
        new Gateway.Content(
            ref,
            item.content().hex(),
            item.name(),
            item.mimeType(),
            item.sizeBytes(),
            () -> node.open(ref));
    return gateway.answer(call, content, download(call));
  }

  static boolean download(Call call) {
    return call.query("download").map("1"::equals).orElse(false);
  }
}
