package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.ShareLink;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.ShareVersion;
import io.scp2p.api.share.Subscription;
import io.scp2p.api.share.Subscriptions;
import io.scp2p.api.share.TrustLevel;
import io.scp2p.examples.node.daemon.http.Call;
import io.scp2p.examples.node.daemon.http.Fields;
import io.scp2p.examples.node.daemon.http.Input;
import io.scp2p.examples.node.daemon.http.ListPage;
import io.scp2p.examples.node.daemon.http.Routes;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What this node follows, and what could be followed. */
final class SubscriptionRoutes {
  private static final int MAX_SECONDS = 30;
  private static final int DEFAULT_SECONDS = 5;
  private static final String TRUST = "how far it is trusted";
  private static final String WEIGHT = "its factor in search results";
  private static final String BLOCKLIST = "whether its rules hide other shares and contents";

  private static final Fields FOLLOW =
      Fields.of()
          .need("link", Fields.Kind.STRING, "of the share")
          .may("trust", TrustLevel.class, TRUST)
          .may("weight", Fields.Kind.NUMBER, WEIGHT)
          .may("blocklist", Fields.Kind.BOOLEAN, BLOCKLIST)
          .build();

  private static final Fields CHANGE =
      Fields.of()
          .may("trust", TrustLevel.class, TRUST)
          .may("weight", Fields.Kind.NUMBER, WEIGHT)
          .may("blocklist", Fields.Kind.BOOLEAN, BLOCKLIST)
          .build();

  private SubscriptionRoutes() {}

  /** A share this node follows. */
  record SubscriptionView(
      ShareId shareId,
      ShareLink link,
      TrustLevel trust,
      double weight,
      boolean blocklist,
      @Nullable ShareVersion newest,
      @Nullable Instant checkedAt,
      @Nullable ErrorCode problem) {
    static SubscriptionView of(Subscription subscription) {
      FollowPlan plan = subscription.plan();
      return new SubscriptionView(
          subscription.shareId(),
          plan.link(),
          plan.trust(),
          plan.weight(),
          plan.blocklist(),
          subscription.newest(),
          subscription.checkedAt(),
          subscription.problem());
    }
  }

  static void register(Routes routes, Context context) {
    Subscriptions subscriptions = context.node().subscriptions();
    routes
        .get("/subscriptions", "What this node follows")
        .list(SubscriptionView.class)
        .to(
            call ->
                call.range()
                    .of(
                        subscriptions.list().map(SubscriptionView::of),
                        one -> one.shareId().hex()));
    routes
        .post("/subscriptions", "Follows a share, or changes how; what is not given stays")
        .takes(FOLLOW)
        .gives(201, SubscriptionView.class)
        .to(
            call ->
                call.body()
                    .flatMap(body -> plan(body, subscriptions))
                    .flatMap(subscriptions::follow)
                    .map(SubscriptionView::of));
    routes
        .get("/subscriptions/{shareId}", "One subscription")
        .gives(SubscriptionView.class)
        .to(call -> subscriptions.get(ShareRoutes.id(call)).map(SubscriptionView::of));
    routes
        .patch("/subscriptions/{shareId}", "Changes how a share is followed")
        .takes(CHANGE)
        .gives(SubscriptionView.class)
        .to(call -> change(call, subscriptions));
    routes
        .delete("/subscriptions/{shareId}", "Unfollows; what was downloaded stays")
        .to(call -> subscriptions.unfollow(ShareRoutes.id(call)));
    routes
        .post("/subscriptions/{shareId}/sync", "Looks for a newer version now")
        .takes(Fields.NONE)
        .gives(SubscriptionView.class)
        .to(call -> subscriptions.sync(ShareRoutes.id(call)).map(SubscriptionView::of));
    routes
        .post("/subscriptions/sync", "Looks for newer versions of everything now")
        .takes(Fields.NONE)
        .listed(SubscriptionView.class)
        .to(
            call ->
                subscriptions
                    .syncAll()
                    .map(SubscriptionView::of)
                    .collectList()
                    .map(ListPage::whole));
    routes
        .get("/subscriptions/{shareId}/history", "The versions this node has seen, newest first")
        .list(ShareVersion.class)
        .to(
            call ->
                call.range()
                    .of(
                        subscriptions.history(ShareRoutes.id(call)),
                        version -> Long.toString(version.sequence())));
    routes
        .get("/discover/shares", "What connected peers list")
        .query("seconds", "how long to ask, 1 to 30 (default 5)")
        .list(PublicShareView.class)
        .to(
            call ->
                call.range()
                    .ofAny(
                        PublicShareView.of(context.node(), subscriptions.browse())
                            .take(patience(call)),
                        share -> share.id().hex()));
  }

  /** How long a caller waits for answers of others. */
  static Duration patience(Call call) {
    return Duration.ofSeconds(call.number("seconds", DEFAULT_SECONDS, 1, MAX_SECONDS));
  }

  private static Mono<FollowPlan> plan(Input body, Subscriptions subscriptions) {
    return FollowAgain.plan(subscriptions, body.needParsed("link", ShareLink::parse))
        .map(plan -> changed(plan, body));
  }

  private static FollowPlan changed(FollowPlan plan, Input body) {
    return new FollowPlan(
        plan.link(),
        body.constant("trust", TrustLevel.class).orElse(plan.trust()),
        body.number("weight").orElse(plan.weight()),
        body.choice("blocklist").orElse(plan.blocklist()));
  }

  private static Mono<SubscriptionView> change(Call call, Subscriptions subscriptions) {
    return call.body()
        .flatMap(
            body ->
                subscriptions
                    .get(ShareRoutes.id(call))
                    .map(known -> changed(known.plan(), body))
                    .flatMap(subscriptions::follow))
        .map(SubscriptionView::of);
  }
}
