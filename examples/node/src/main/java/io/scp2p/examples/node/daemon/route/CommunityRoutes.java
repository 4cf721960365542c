package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.CommunityLink;
import io.scp2p.api.community.Communities;
import io.scp2p.api.community.Community;
import io.scp2p.api.community.Member;
import io.scp2p.api.community.MembershipToken;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.share.PublicShare;
import io.scp2p.examples.node.daemon.http.Call;
import io.scp2p.examples.node.daemon.http.Fields;
import io.scp2p.examples.node.daemon.http.HttpFailure;
import io.scp2p.examples.node.daemon.http.Input;
import io.scp2p.examples.node.daemon.http.ListPage;
import io.scp2p.examples.node.daemon.http.Routes;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Communities this node takes part in. */
final class CommunityRoutes {
  private static final String SECONDS = "how long to ask, 1 to 30 (default 5)";
  private static final long MAX_VALIDITY_SECONDS = Duration.ofDays(3_650).toSeconds();

  private static final Fields NAME =
      Fields.of().need("name", Fields.Kind.STRING, "this node's own name for it").build();

  private static final Fields JOIN =
      Fields.of()
          .need("link", Fields.Kind.STRING, "the invitation")
          .may("token", Fields.Kind.STRING, "a proof of membership")
          .build();

  private static final Fields TOKEN =
      Fields.of()
          .need("member", Fields.Kind.STRING, "the key of the node it is for")
          .need("validity", Fields.Kind.INTEGER, "how long it counts, in seconds")
          .build();

  private final Context context;
  private final Communities communities;

  private CommunityRoutes(Context context) {
    this.context = context;
    this.communities = context.node().communities();
  }

  static void register(Routes routes, Context context) {
    CommunityRoutes here = new CommunityRoutes(context);
    Communities communities = here.communities;
    routes
        .get("/communities", "Joined communities")
        .list(Community.class)
        .to(call -> call.range().of(communities.list(), community -> community.id().hex()));
    routes
        .post("/communities", "Makes a new community and joins it")
        .takes(NAME)
        .gives(201, Community.class)
        .to(call -> call.body().flatMap(body -> communities.create(body.needText("name"))));
    routes
        .post("/communities/join", "Joins by an invitation, perhaps with a token")
        .takes(JOIN)
        .gives(201, Community.class)
        .to(call -> call.body().flatMap(here::join));
    routes
        .get("/communities/{communityId}", "One community")
        .gives(Community.class)
        .to(call -> communities.get(id(call)));
    routes
        .patch("/communities/{communityId}", "Renames a community, for this node")
        .takes(NAME)
        .gives(Community.class)
        .to(
            call ->
                call.body().flatMap(body -> communities.rename(id(call), body.needText("name"))));
    routes
        .delete("/communities/{communityId}", "Leaves a community")
        .to(call -> communities.leave(id(call)));
    routes
        .post("/communities/{communityId}/tokens", "Signs a proof of membership")
        .takes(TOKEN)
        .gives(201, MembershipToken.class)
        .to(call -> call.body().flatMap(body -> here.token(call, body)));
    routes
        .get("/communities/{communityId}/members", "Participants, asked for page by page")
        .query("seconds", SECONDS)
        .list(Member.class)
        .to(here::members);
    routes
        .get("/communities/{communityId}/shares", "Public shares bound to it")
        .query("q", "words to search for at members; they leave this machine")
        .query("seconds", SECONDS)
        .list(PublicShareView.class)
        .to(here::shares);
  }

  private static CommunityId id(Call call) {
    return call.path("communityId", CommunityId::parse);
  }

  private Mono<Community> join(Input body) {
    CommunityLink link = body.needParsed("link", CommunityLink::parse);
    Optional<String> token = body.text("token");
    return token.isPresent() ? communities.join(link, token.get()) : communities.join(link);
  }

  private Mono<MembershipToken> token(Call call, Input body) {
    long seconds = body.integer("validity").orElseThrow();
    if (seconds < 1 || seconds > MAX_VALIDITY_SECONDS) {
      throw HttpFailure.invalid(
          "validity", "validity must be 1 to " + MAX_VALIDITY_SECONDS + " seconds.");
    }
    NodeKey member = body.needParsed("member", NodeKey::parse);
    return communities.issueToken(id(call), member, Duration.ofSeconds(seconds));
  }

  private Mono<ListPage<Member>> members(Call call) {
    Flux<Member> found = communities.members(id(call)).take(SubscriptionRoutes.patience(call));
    return call.range()
        .ofAny(
            found,
            member -> member.id() == null ? member.addresses().toString() : member.id().hex());
  }

  private Mono<ListPage<PublicShareView>> shares(Call call) {
    CommunityId id = id(call);
    Flux<PublicShare> found =
        call.query("q").map(words -> communities.search(id, words)).orElse(communities.shares(id));
    return call.range()
        .ofAny(
            PublicShareView.of(context.node(), found).take(SubscriptionRoutes.patience(call)),
            share -> share.id().hex());
  }
}
