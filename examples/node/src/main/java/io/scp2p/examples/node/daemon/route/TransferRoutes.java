package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.TransferKind;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.TransferHandle;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.examples.node.daemon.http.Call;
import io.scp2p.examples.node.daemon.http.Fields;
import io.scp2p.examples.node.daemon.http.ListPage;
import io.scp2p.examples.node.daemon.http.Reply;
import io.scp2p.examples.node.daemon.http.Route;
import io.scp2p.examples.node.daemon.http.Routes;
import io.scp2p.examples.node.daemon.http.Sse;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Everything that takes its time, of whatever kind. */
final class TransferRoutes {
  private final Context context;
  private final TransferViews views;

  private TransferRoutes(Context context, TransferViews views) {
    this.context = context;
    this.views = views;
  }

  /** The state alone, for the stream. */
  record StateOnly(TransferState state) {}

  static void register(Routes routes, Context context) {
    TransferViews views = new TransferViews(context.node(), context.transfers());
    TransferRoutes here = new TransferRoutes(context, views);
    routes
        .get("/transfers", "Transfers of every kind")
        .queries("kind", "only of these kinds")
        .query("open", "true leaves out what has ended")
        .list(TransferView.class)
        .to(here::list);
    routes
        .get("/transfers/{transferId}", "One transfer")
        .gives(TransferView.class)
        .to(call -> here.find(call).flatMap(views::of));
    routes
        .post("/transfers/{transferId}/pause", "Lets a transfer rest")
        .takes(Fields.NONE)
        .gives(TransferView.class)
        .to(call -> here.ask(call, TransferHandle::pause));
    routes
        .post("/transfers/{transferId}/resume", "Lets a transfer go on")
        .takes(Fields.NONE)
        .gives(TransferView.class)
        .to(call -> here.ask(call, TransferHandle::resume));
    routes
        .post("/transfers/{transferId}/cancel", "Ends a transfer")
        .takes(Fields.NONE)
        .gives(TransferView.class)
        .to(call -> here.ask(call, TransferHandle::cancel));
    routes
        .delete("/transfers/{transferId}", "Forgets a transfer that has ended; what it made stays")
        .to(here::forget);
    routes
        .get("/transfers/{transferId}/events", "States and progress, as server-sent events")
        .streams(Route.Form.EVENTS)
        .to(call -> here.find(call).map(here::events));
  }

  static TransferId id(Call call) {
    return call.path("transferId", TransferId::parse);
  }

  private Mono<TransferHandle<?>> find(Call call) {
    return views.find(id(call));
  }

  private Mono<ListPage<TransferView>> list(Call call) {
    List<TransferKind> named = call.queries("kind", TransferKind::valueOf);
    Set<TransferKind> kinds =
        named.isEmpty() ? EnumSet.allOf(TransferKind.class) : EnumSet.copyOf(named);
    boolean open = call.query("open").map("true"::equals).orElse(false);
    Flux<TransferHandle<?>> wanted =
        views
            .all()
            .filter(handle -> kinds.contains(TransferViews.kind(handle)))
            .filter(handle -> !open || !handle.state().isTerminal());
    return page(call, wanted, views);
  }

  /** Views are made of the handles on the page alone. */
  static Mono<ListPage<TransferView>> page(
      Call call, Flux<? extends TransferHandle<?>> handles, TransferViews views) {
    Flux<TransferHandle<?>> plain = handles.map(handle -> handle);
    return call.range()
        .of(plain, handle -> handle.id().toString())
        .flatMap(
            page ->
                Flux.fromIterable(page.items())
                    .flatMapSequential(views::of)
                    .collectList()
                    .map(items -> new ListPage<>(items, page.next())));
  }

  private Mono<TransferView> ask(Call call, Function<TransferHandle<?>, Mono<Void>> wish) {
    return find(call).flatMap(handle -> wish.apply(handle).then(views.of(handle)));
  }

  private Mono<Void> forget(Call call) {
    return find(call).flatMap(handle -> forget(handle, context));
  }

  /** Downloads are the node's to remember, all else is only remembered here. */
  static Mono<Void> forget(TransferHandle<?> handle, Context context) {
    if (!handle.state().isTerminal()) {
      return Mono.error(
          new Scp2pException(
              ErrorCode.ILLEGAL_TRANSITION,
              "A transfer that has not ended cannot be forgotten; cancel it first.",
              Map.of("transfer", handle.id().toString())));
    }
    Mono<Void> atNode =
        handle instanceof Download
            ? context.node().downloads().forget(handle.id())
            : Mono.<Void>empty();
    return atNode.then(Mono.fromRunnable(() -> context.transfers().forget(handle.id())));
  }

  private Reply events(TransferHandle<?> handle) {
    Flux<Sse.Event> states =
        handle.states().map(state -> new Sse.Event(null, "state", new StateOnly(state)));
    Flux<Sse.Event> progress = handle.progress().map(now -> new Sse.Event(null, "progress", now));
    Mono<Sse.Event> end = views.of(handle).map(view -> new Sse.Event(null, "end", view));
    return Sse.reply(Flux.concat(Flux.merge(states, progress), end));
  }

  /** The answer to whoever has begun a transfer. */
  static Mono<Reply> accepted(TransferHandle<?> handle, TransferViews views) {
    return views
        .of(handle)
        .map(view -> Reply.accepted(view, Routes.BASE + "/transfers/" + view.id()));
  }
}
