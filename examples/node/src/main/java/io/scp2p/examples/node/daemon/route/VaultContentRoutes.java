package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.id.FileId;
import io.scp2p.api.transfer.RemoteContent;
import io.scp2p.api.vault.Vault;
import io.scp2p.api.vault.VaultLink;
import io.scp2p.examples.node.daemon.content.Gateway;
import io.scp2p.examples.node.daemon.http.Call;
import io.scp2p.examples.node.daemon.http.Fields;
import io.scp2p.examples.node.daemon.http.HttpFailure;
import io.scp2p.examples.node.daemon.http.Reply;
import io.scp2p.examples.node.daemon.http.Route;
import io.scp2p.examples.node.daemon.http.Routes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Bytes of vault files: one's own, and those of others by their links. */
final class VaultContentRoutes {
  /** Links opened in this run; the oldest make room. */
  static final int MAX_LINKS = 32;

  /** As long as a name on a disk may be; a longer one is as none. */
  private static final int MAX_NAME = 255;

  private static final Fields LINK =
      Fields.of().need("link", Fields.Kind.STRING, "scp2p://v/…#…").build();

  private final Vault vault;
  private final Gateway gateway;
  private final Context context;

  /** Links are secrets: an address must not hold one, so a name stands for it. */
  private final Map<String, Opened> links = new LinkedHashMap<>();

  private VaultContentRoutes(Context context) {
    this.context = context;
    this.vault = context.node().vault();
    this.gateway = context.gateway();
  }

  /** Somebody's file. */
  record LinkView(String id, FileId file, long sizeBytes, String contentUrl) {}

  private record Opened(LinkView view, VaultLink link) {}

  static void register(Routes routes, Context context) {
    VaultContentRoutes here = new VaultContentRoutes(context);
    for (String method : List.of("GET", "HEAD")) {
      routes
          .outside(
              method,
              Routes.BASE + "/vault/files/{fileId}/content",
              "The bytes of a vault file, whole or a range")
          .query("download", "1 asks the browser to keep it")
          .streams(Route.Form.BYTES)
          .to(here::file);
      routes
          .outside(
              method,
              Routes.BASE + "/vault/links/{linkId}/content",
              "The bytes of somebody's file, whole or a range")
          .query("download", "1 asks the browser to keep it")
          .query("name", "what to call it, and so what it is; a link does not say")
          .streams(Route.Form.BYTES)
          .to(here::linked);
    }
    routes
        .post("/vault/links", "Opens somebody's file by its link")
        .takes(LINK)
        .gives(201, LinkView.class)
        .to(here::open);
    routes
        .delete("/vault/links/{linkId}", "Closes what was opened")
        .to(call -> Mono.fromRunnable(() -> here.close(call.path("linkId"))));
  }

  private Mono<Reply> file(Call call) {
    FileId id = VaultRoutes.id(call);
    return vault
        .info(id)
        .map(
            file ->
                gateway.answer(
                    call,
                    new Gateway.Content(
                        id, id.hex(), file.name(), null, file.sizeBytes(), () -> vault.open(id)),
                    ContentRoutes.download(call)));
  }

  private Mono<LinkView> open(Call call) {
    return call.body()
        .map(body -> body.needParsed("link", VaultLink::parse))
        .flatMap(
            link -> {
              String id = UUID.randomUUID().toString();
              return context
                  .contents()
                  .read(id, () -> vault.open(link), VaultContentRoutes::readable)
                  .next()
                  .map(size -> keep(id, link, size));
            });
  }

  /** Its size, once a byte of it was read: whether a link still holds shows no earlier. */
  private static Flux<Long> readable(RemoteContent content) {
    long size = content.sizeBytes();
    return size == 0 ? Flux.just(size) : content.bytes(0, 1).map(first -> size);
  }

  private synchronized LinkView keep(String id, VaultLink link, long size) {
    String url = Routes.BASE + "/vault/links/" + id + "/content";
    LinkView view = new LinkView(id, link.file(), size, url);
    links.put(id, new Opened(view, link));
    Iterator<String> oldest = links.keySet().iterator();
    while (links.size() > MAX_LINKS) {
      oldest.next();
      oldest.remove();
    }
    return view;
  }

  private synchronized Opened find(String id) {
    Opened opened = links.get(id);
    if (opened == null) {
      throw HttpFailure.notFound("This link");
    }
    return opened;
  }

  private synchronized void close(String id) {
    links.remove(id);
  }

  private Mono<Reply> linked(Call call) {
    Opened opened = find(call.path("linkId"));
    String file = opened.view().file().hex();
    String name = call.query("name").filter(VaultContentRoutes::isName).orElse(file);
    Mono<RemoteContent> content = Mono.defer(() -> vault.open(opened.link()));
    return Mono.just(
        gateway.answer(
            call,
            new Gateway.Content(
                opened.view().id(), file, name, null, opened.view().sizeBytes(), () -> content),
            ContentRoutes.download(call)));
  }

  private static boolean isName(String text) {
    return !text.isBlank() && text.length() <= MAX_NAME;
  }
}
