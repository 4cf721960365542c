package io.scp2p.core.engine.node;

import static io.scp2p.core.engine.node.Fleet.failure;
import static io.scp2p.core.engine.node.Fleet.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.CommunityLink;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.community.Community;
import io.scp2p.api.community.Member;
import io.scp2p.api.community.MembershipToken;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.event.CommunityEvent;
import io.scp2p.api.event.NodeEvent;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.share.PublicShare;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.Subscription;
import io.scp2p.api.share.Visibility;
import io.scp2p.api.spi.TransportKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Communities between whole nodes over TLS and TCP, in one JVM. */
class CommunityNodesTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir private Path dir;
  private Fleet fleet;

  @BeforeEach
  void open() {
    fleet = new Fleet(dir, TransportKind.TCP);
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private static NodeConfig.Builder quick(NodeConfig.Builder config) {
    return config.community(community -> community.refreshInterval(Duration.ofSeconds(2)));
  }

  private static NodeConfig.Builder strict(NodeConfig.Builder config) {
    return config.community(
        community -> community.strict(true).refreshInterval(Duration.ofSeconds(2)));
  }

  private static void await(BooleanSupplier condition) {
    assertThat(Waiter.realTime().await(condition, LONG)).isTrue();
  }

  private static NodeId id(Scp2pNode node) {
    return node.identity().self().id();
  }

  private static List<NodeId> members(Scp2pNode node, CommunityId community) {
    return get(node.communities().members(community).map(Member::id).collectList());
  }

  private static List<PublicShare> shares(Scp2pNode node, CommunityId community) {
    return get(node.communities().shares(community).collectList());
  }

  private static Share publish(Scp2pNode node, String title, CommunityId... bound) {
    SharePlan.Builder plan =
        SharePlan.text(title, "text of " + title).title(title).visibility(Visibility.PUBLIC);
    List.of(bound).forEach(plan::community);
    return Fleet.publish(node, plan.build());
  }

  @Test
  void threeNodesFindEachOtherShareAndLeave() {
    Scp2pNode alice = fleet.start("alice", CommunityNodesTest::quick);
    Scp2pNode bob = fleet.start("bob", CommunityNodesTest::quick);
    Scp2pNode carol = fleet.start("carol", CommunityNodesTest::quick);
    List<NodeEvent> heard = new CopyOnWriteArrayList<>();
    carol.events().subscribe(heard::add);

    Community made = get(alice.communities().create("Gardeners"));
    assertThat(made.owned()).isTrue();
    CommunityId id = made.id();
    CommunityLink invitation = CommunityLink.parse(made.link().format());
    Community joined = get(bob.communities().join(invitation));
    assertThat(joined.owned()).isFalse();
    get(carol.communities().join(invitation));

    await(() -> members(bob, id).contains(id(carol)));
    await(() -> members(carol, id).containsAll(List.of(id(alice), id(bob))));
    await(() -> members(alice, id).containsAll(List.of(id(bob), id(carol))));
    // Section 11.5: who has no name for it takes that of the others.
    await(() -> "Gardeners".equals(get(carol.communities().get(id)).name()));

    Share bound = publish(bob, "roses", id);
    publish(bob, "tractors");
    assertThat(failure(carol.shares().publish(planFor(CommunityId.of(new byte[32])))))
        .isEqualTo(ErrorCode.UNKNOWN_COMMUNITY);
    List<PublicShare> seen = shares(carol, id);
    assertThat(seen).extracting(PublicShare::title).containsExactly("roses");
    assertThat(seen.get(0).listedBy()).isEqualTo(id(bob));

    Subscription followed = get(carol.subscriptions().follow(seen.get(0)));
    assertThat(followed.plan().link().shareId()).isEqualTo(bound.id());
    await(() -> get(carol.subscriptions().get(bound.id())).newest() != null);

    get(bob.communities().leave(id).thenReturn(true));
    assertThat(shares(carol, id)).isEmpty();
    await(() -> !members(carol, id).contains(id(bob)));
    assertThat(failure(bob.communities().get(id))).isEqualTo(ErrorCode.UNKNOWN_COMMUNITY);
    await(
        () ->
            heard.stream().anyMatch(CommunityEvent.Joined.class::isInstance)
                && heard.stream().anyMatch(CommunityEvent.MembersSeen.class::isInstance));
  }

  private static SharePlan planFor(CommunityId community) {
    return SharePlan.text("x", "x").visibility(Visibility.PUBLIC).community(community).build();
  }

  @Test
  void strictNodeRefusesStrangersAlsoWithAStolenToken() {
    Scp2pNode alice = fleet.start("alice", CommunityNodesTest::strict);
    Scp2pNode bob = fleet.start("bob", CommunityNodesTest::quick);
    Scp2pNode thief = fleet.start("thief", CommunityNodesTest::quick);
    Community made = get(alice.communities().create("Cellar"));
    CommunityId id = made.id();
    publish(alice, "wine list", id);
    NodeKey bobKey = bob.identity().self().key();
    MembershipToken token = get(alice.communities().issueToken(id, bobKey, Duration.ofHours(1)));

    Community joined = get(bob.communities().join(made.link(), token.encoded()));
    assertThat(joined.token()).isEqualTo(token);
    await(() -> members(bob, id).contains(id(alice)));
    assertThat(shares(bob, id)).extracting(PublicShare::title).containsExactly("wine list");

    // The key of a community lets join, the token of another does not.
    assertThat(failure(thief.communities().join(made.link(), token.encoded())))
        .isEqualTo(ErrorCode.TOKEN_INVALID);
    get(thief.communities().join(made.link()));
    await(() -> members(thief, id).containsAll(List.of(id(alice), id(bob))));
    assertThat(shares(thief, id)).as("Bob is not strict, and has nothing").isEmpty();
    assertThat(failure(bob.communities().issueToken(id, bobKey, Duration.ofHours(1))))
        .isEqualTo(ErrorCode.NOT_THE_PUBLISHER);
    bob.close();
    assertThat(failure(thief.communities().shares(id).collectList()))
        .isEqualTo(ErrorCode.NOT_A_MEMBER);
  }

  @Test
  void membershipAndMembersSurviveARestart() {
    Scp2pNode alice = fleet.start("alice", CommunityNodesTest::quick);
    Scp2pNode bob = fleet.start("bob", CommunityNodesTest::quick);
    Community made = get(alice.communities().create("Readers"));
    CommunityId id = made.id();
    get(bob.communities().join(made.link()));
    await(() -> members(bob, id).contains(id(alice)));
    get(bob.communities().rename(id, "Lesezirkel"));
    publish(alice, "novels", id);
    bob.close();

    Scp2pNode again = fleet.start("bob", CommunityNodesTest::quick);

    Community kept = get(again.communities().get(id));
    assertThat(kept.name()).isEqualTo("Lesezirkel");
    assertThat(kept.link().communityKey()).isEqualTo(made.link().communityKey());
    // No bootstrap peer: it dials the member it knew.
    assertThat(shares(again, id)).extracting(PublicShare::title).containsExactly("novels");
  }

  @Test
  void whatAPeerListsIsFollowedFromThereAlsoAfterTheSessionHasEnded() {
    Scp2pNode alice = fleet.start("alice");
    Scp2pNode bob = fleet.start("bob");
    Share share = publish(alice, "open to all");
    get(bob.peers().connect(share.shareLink().bootstrap().get(0)));
    PublicShare listed = get(bob.subscriptions().browse().next());
    assertThat(listed.id()).isEqualTo(share.id());
    assertThat(listed.link().bootstrap()).isNotEmpty();
    get(bob.peers().disconnect(id(alice)).thenReturn(true));

    get(bob.subscriptions().follow(listed));
    await(() -> get(bob.subscriptions().get(share.id())).newest() != null);
    get(bob.peers().disconnect(id(alice)).thenReturn(true));
    assertThat(get(bob.subscriptions().browse(id(alice)).collectList()))
        .extracting(PublicShare::title)
        .containsExactly("open to all");
    assertThat(failure(bob.subscriptions().browse(id(bob)).collectList()))
        .isEqualTo(ErrorCode.UNKNOWN_PEER);
  }

  @Test
  void membersHearOfSharesAndFindThemByWords() {
    Scp2pNode alice = fleet.start("alice", CommunityNodesTest::quick);
    Scp2pNode bob = fleet.start("bob", CommunityNodesTest::quick);
    Community made = get(alice.communities().create("Library"));
    CommunityId id = made.id();
    List<NodeEvent> heard = new CopyOnWriteArrayList<>();
    bob.events().subscribe(heard::add);
    get(bob.communities().join(made.link()));
    await(() -> members(bob, id).contains(id(alice)));
    await(() -> heard.stream().anyMatch(CommunityEvent.MembersSeen.class::isInstance));
    publish(alice, "first", id);
    await(() -> shares(bob, id).size() == 1);

    Share second = publish(alice, "Mushrooms of the north", id);
    await(
        () ->
            heard.stream()
                .anyMatch(
                    event ->
                        event instanceof CommunityEvent.Listed listed
                            && listed.share().equals(second.id())));
    assertThat(get(bob.communities().search(id, "NORTH mush").collectList()))
        .extracting(PublicShare::id)
        .containsExactly(second.id());
    assertThat(failure(bob.communities().search(id, " … ").collectList()))
        .isEqualTo(ErrorCode.INVALID_QUERY);

    get(alice.shares().unpublish(second.id()).thenReturn(true));
    await(
        () ->
            heard.stream()
                .anyMatch(
                    event ->
                        event instanceof CommunityEvent.Unlisted gone
                            && gone.share().equals(second.id())));
    assertThat(shares(bob, id)).extracting(PublicShare::title).containsExactly("first");
  }
}
