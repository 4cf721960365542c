package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.pairing.PairingCode;
import io.scp2p.api.pairing.SendPlan;
import io.scp2p.api.pairing.Sending;
import io.scp2p.api.transfer.Download;
import io.scp2p.examples.node.daemon.http.Call;
import io.scp2p.examples.node.daemon.http.Fields;
import io.scp2p.examples.node.daemon.http.HttpFailure;
import io.scp2p.examples.node.daemon.http.Input;
import io.scp2p.examples.node.daemon.http.ListPage;
import io.scp2p.examples.node.daemon.http.Reply;
import io.scp2p.examples.node.daemon.http.Routes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Direct transfer by code. */
final class PairingRoutes {
  private static final int MAX_WAIT_SECONDS = 60;
  private static final long MAX_LIFETIME_SECONDS = 86_400;

  private static final Fields SEND =
      Fields.of()
          .may("paths", Fields.Kind.STRINGS, "files and folders of this machine")
          .may("staging", Fields.Kind.STRING, "an upload")
          .may("message", Fields.Kind.STRING, "shown before the other side accepts")
          .may("codeLifetime", Fields.Kind.INTEGER, "seconds the code waits")
          .build();

  private static final Fields RECEIVE =
      Fields.of().need("code", Fields.Kind.STRING, "as the other side has said it").build();

  private static final Fields ACCEPT =
      Fields.of().may("target", Fields.Kind.STRING, "the folder that receives it").build();

  private final Context context;
  private final TransferViews views;
  private final IncomingOffers offers;

  private PairingRoutes(Context context) {
    this.context = context;
    this.views = new TransferViews(context.node(), context.transfers());
    this.offers = new IncomingOffers(context.node().pairing());
  }

  static void register(Routes routes, Context context) {
    PairingRoutes here = new PairingRoutes(context);
    routes
        .post("/pairing/sendings", "Makes a code and waits for the other side")
        .takes(SEND)
        .gives(202, TransferView.class)
        .to(here::send);
    routes
        .post("/pairing/offers", "Meets the other side")
        .takes(RECEIVE)
        .gives(202, IncomingOffers.OfferView.class)
        .to(here::receive);
    routes
        .get("/pairing/offers", "What others want to send, or wanted")
        .listed(IncomingOffers.OfferView.class)
        .to(call -> Mono.fromSupplier(() -> ListPage.whole(here.offers.all())));
    routes
        .get("/pairing/offers/{offerId}", "One offer")
        .query("wait", "seconds to wait while the state is MEETING, at most 60")
        .gives(IncomingOffers.OfferView.class)
        .to(
            call ->
                here.offers.await(
                    call.path("offerId"),
                    Duration.ofSeconds(call.number("wait", 0, 0, MAX_WAIT_SECONDS))));
    routes
        .post("/pairing/offers/{offerId}/accept", "Accepts everything")
        .takes(ACCEPT)
        .gives(202, TransferView.class)
        .to(here::accept);
    routes
        .delete("/pairing/offers/{offerId}", "Declines, or gives up")
        .to(call -> here.offers.decline(call.path("offerId")));
  }

  private Mono<Reply> send(Call call) {
    return call.body()
        .flatMap(
            body -> Mono.fromCallable(() -> start(body)).subscribeOn(Schedulers.boundedElastic()))
        .flatMap(sending -> TransferRoutes.accepted(sending, views));
  }

  /** May look at an upload on the disk. */
  private Sending start(Input body) {
    context.transfers().checkRoom();
    Optional<String> staging = body.text("staging");
    List<Path> paths = new ArrayList<>(body.parsedList("paths", Folders::local));
    staging.map(context.staging()::topLevel).ifPresent(paths::addAll);
    long lifetime = body.integer("codeLifetime").orElse(SendPlan.DEFAULT_CODE_LIFETIME.toSeconds());
    if (lifetime > MAX_LIFETIME_SECONDS) {
      throw HttpFailure.invalid("codeLifetime", "A code waits for a day at most.");
    }
    try {
      SendPlan plan =
          new SendPlan(paths, body.text("message").orElse(null), Duration.ofSeconds(lifetime));
      Sending sending = context.transfers().add(context.node().pairing().send(plan));
      staging.ifPresent(id -> VaultRoutes.removeAfter(context, sending, id));
      return sending;
    } catch (IllegalArgumentException e) {
      throw HttpFailure.invalid("paths", String.valueOf(e.getMessage()));
    }
  }

  private Mono<Reply> receive(Call call) {
    return call.body()
        .map(body -> body.needParsed("code", PairingCode::parse))
        .map(offers::meet)
        .map(offer -> Reply.accepted(offer, Routes.BASE + "/pairing/offers/" + offer.id()));
  }

  private Mono<Reply> accept(Call call) {
    return call.body()
        .map(
            body -> {
              Path target =
                  body.parsed("target", context.folders()::target)
                      .orElseGet(() -> context.folders().named("received", "received"));
              Download download = offers.accept(call.path("offerId"), target);
              return context.transfers().add(download);
            })
        .flatMap(download -> TransferRoutes.accepted(download, views));
  }
}
