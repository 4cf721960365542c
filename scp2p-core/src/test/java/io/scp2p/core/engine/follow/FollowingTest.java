package io.scp2p.core.engine.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.ShareVersion;
import io.scp2p.api.share.Subscription;
import io.scp2p.api.share.TrustLevel;
import io.scp2p.api.spi.SearchScope;
import io.scp2p.core.engine.follow.FakePeers.Holder;
import io.scp2p.core.protocol.sync.Publisher;
import io.scp2p.core.protocol.sync.SyncSchedule;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.record.Blocklist;
import io.scp2p.core.wire.record.ShareItem;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FollowingTest {
  private static final Duration INTERVAL = FollowWorld.CONFIG.interval();
  private static final Set<TrustLevel> USUAL = Set.of(TrustLevel.TRUSTED, TrustLevel.NORMAL);
  private final FollowWorld node = new FollowWorld(1);
  private final Publisher publisher = new Publisher(1);
  private final ShareId share = publisher.share();
  private final Holder holder = new Holder();

  FollowingTest() {
    node.peers.peer(1, holder);
  }

  private Subscription follow(Publisher of) {
    return node.get(node.following.follow(FollowPlan.of(of.link())));
  }

  private SearchScope scope() {
    return node.following.scopes().of(USUAL);
  }

  @Test
  void followedShareGetsItsFirstVersion() {
    holder.hold(publisher.version(3, "a", "b"));

    Subscription first = follow(publisher);
    assertThat(first.version()).isEmpty();
    node.runFor(Duration.ofSeconds(5));

    Subscription then = node.get(node.following.get(share));
    assertThat(then.version()).map(ShareVersion::sequence).contains(3L);
    assertThat(then.problem()).isNull();
    assertThat(then.checkedAt()).isNotNull();
    assertThat(node.events).containsExactly("followed " + share, "updated " + share + " 3");
    assertThat(node.index.names()).hasSize(2);
    assertThat(scope().weights()).containsEntry(share, 1.0);
  }

  @Test
  void newVersionIsFoundOnSchedule() {
    holder.hold(publisher.version(1, "a"));
    follow(publisher);
    node.runFor(Duration.ofSeconds(5));
    holder.hold(publisher.version(2, "a", "b"));

    node.runFor(INTERVAL.multipliedBy(2));

    assertThat(node.events).contains("updated " + share + " 2");
    assertThat(node.get(node.following.history(share)))
        .extracting(ShareVersion::sequence)
        .containsExactly(2L, 1L);
  }

  @Test
  void hintOfAPeerBringsItSoon() {
    holder.hold(publisher.version(1, "a"));
    follow(publisher);
    node.runFor(Duration.ofSeconds(5));
    holder.hold(publisher.version(2, "a", "b"));

    node.following.headChanged(share, 2);
    node.runFor(SyncSchedule.MAX_HINT_DELAY.plusSeconds(1));

    assertThat(node.events).contains("updated " + share + " 2");
  }

  @Test
  void hintOfAVersionThatIsHereCausesNoLook() {
    holder.hold(publisher.version(1, "a"));
    follow(publisher);
    node.runFor(Duration.ofSeconds(5));
    holder.hold(publisher.version(2, "a", "b"));

    node.following.headChanged(share, 1);
    node.runFor(SyncSchedule.MAX_HINT_DELAY.plusSeconds(1));

    assertThat(node.events).doesNotContain("updated " + share + " 2");
  }

  @Test
  void syncBeginsAfterTheCallEvenIfALookIsRunning() {
    holder.hold(publisher.version(1, "a"));
    follow(publisher);
    node.runFor(Duration.ofMillis(30)); // The first look has its head by now.
    holder.hold(publisher.version(2, "b"));

    Subscription after = node.get(node.following.sync(share));

    assertThat(after.version()).map(ShareVersion::sequence).contains(2L);
  }

  @Test
  void failedSyncSaysWhy() {
    follow(publisher);

    assertThat(node.codeOf(node.following.sync(share))).isEqualTo(ErrorCode.SHARE_NOT_FOUND);
    assertThat(node.get(node.following.get(share)).problem()).isEqualTo(ErrorCode.SHARE_NOT_FOUND);
    assertThat(node.codeOf(node.following.sync(new Publisher(9).share())))
        .isEqualTo(ErrorCode.UNKNOWN_SHARE);
  }

  @Test
  void syncAllTellsEachWithoutFailing() {
    Publisher missing = new Publisher(2);
    holder.hold(publisher.version(1, "a"));
    follow(publisher);
    follow(missing);

    List<CompletableFuture<Subscription>> looks = node.get(node.following.syncAll());

    assertThat(node.get(looks.get(0)).problem()).isNull();
    assertThat(node.get(looks.get(1)).problem()).isEqualTo(ErrorCode.SHARE_NOT_FOUND);
  }

  @Test
  void subscriptionsSurviveARestart() {
    holder.hold(publisher.version(3, "a"));
    FollowPlan plan = FollowPlan.of(publisher.link()).withTrust(TrustLevel.TRUSTED).withWeight(2.5);
    node.get(node.following.follow(plan));
    node.runFor(Duration.ofSeconds(5));
    Subscription before = node.get(node.following.get(share));

    node.restart();

    List<Subscription> after = node.get(node.following.list());
    assertThat(after).hasSize(1);
    assertThat(after.get(0).plan()).isEqualTo(plan);
    assertThat(after.get(0).newest()).isEqualTo(before.newest());
    assertThat(after.get(0).checkedAt()).isNotNull();
    assertThat(scope().weights()).containsEntry(share, 2.5);
  }

  @Test
  void followedAgainChangesThePlanAtOnce() {
    follow(publisher);
    FollowPlan plan = FollowPlan.of(publisher.link());

    node.get(node.following.follow(plan.withWeight(7)));
    assertThat(scope().weights()).containsEntry(share, 7.0);
    node.get(node.following.follow(plan.withTrust(TrustLevel.UNTRUSTED)));

    assertThat(scope().weights()).doesNotContainKey(share);
    assertThat(node.following.scopes().of(Set.of(TrustLevel.UNTRUSTED)).weights())
        .containsKey(share);
    assertThat(node.count("followed " + share)).isEqualTo(1);
  }

  @Test
  void unfollowedShareIsGone() {
    holder.hold(publisher.version(3, "a"));
    follow(publisher);
    node.runFor(Duration.ofSeconds(5));

    node.get(node.following.unfollow(share));
    node.get(node.following.unfollow(share));
    node.runFor(INTERVAL.multipliedBy(3));

    assertThat(node.codeOf(node.following.get(share))).isEqualTo(ErrorCode.UNKNOWN_SHARE);
    assertThat(node.index.names()).isEmpty();
    assertThat(scope().weights()).isEmpty();
    assertThat(node.count("unfollowed " + share)).isEqualTo(1);
    assertThat(node.events.get(node.events.size() - 1)).isEqualTo("unfollowed " + share);
    node.restart();
    assertThat(node.get(node.following.list())).isEmpty();
  }

  @Test
  void unfollowedDuringALookDoesNotComeBack() throws Exception {
    holder.hold(publisher.version(3, "a"));
    follow(publisher);
    node.runFor(Duration.ofMillis(10));

    node.get(node.following.unfollow(share));
    node.runFor(Duration.ofSeconds(30));

    assertThat(node.catalog.newest(share)).isEmpty();
    assertThat(node.count("updated " + share + " 3")).isZero();
  }

  @Test
  void noMoreThanAllowedAreFollowed() {
    for (int i = 0; i < FollowWorld.MAX_SUBSCRIPTIONS; i++) {
      follow(new Publisher(i + 10));
    }

    assertThat(node.codeOf(node.following.follow(FollowPlan.of(publisher.link()))))
        .isEqualTo(ErrorCode.TOO_MANY_SUBSCRIPTIONS);
    assertThat(node.get(node.following.follow(FollowPlan.of(new Publisher(10).link()))))
        .isNotNull();
  }

  @Test
  void rollbackIsToldOnceAndNotEveryMinute() {
    holder.hold(publisher.version(3, "a"));
    follow(publisher);
    node.runFor(Duration.ofSeconds(5));
    holder.head(share, publisher.version(2, "old").head());

    node.runFor(INTERVAL.multipliedBy(20));

    assertThat(node.count("refused " + share + " HEAD_ROLLED_BACK")).isEqualTo(1);
    assertThat(node.get(node.following.get(share)).version())
        .map(ShareVersion::sequence)
        .contains(3L);
  }

  @Test
  void closedNodeSaysSo() {
    follow(publisher);
    CompletableFuture<Subscription> waiting = node.following.sync(share);
    node.runFor(Duration.ofMillis(1));

    node.following.close();
    node.following.close();

    assertThat(node.codeOf(waiting)).isEqualTo(ErrorCode.NODE_CLOSING);
    assertThat(node.codeOf(node.following.list())).isEqualTo(ErrorCode.NODE_CLOSED);
    node.runFor(INTERVAL.multipliedBy(3));
    assertThat(node.world.pending()).isZero();
  }

  @Test
  void followThatIsNotDurableIsNotAcknowledged() {
    node.runFor(Duration.ofSeconds(1));
    node.store.crashAfter(0);

    assertThat(node.codeOf(node.following.follow(FollowPlan.of(publisher.link()))))
        .isEqualTo(ErrorCode.STORE_FAILED);

    assertThat(node.events).isEmpty();
    node.restart();
    assertThat(node.get(node.following.list())).isEmpty();
  }

  @Test
  void ownSharesAreSearchedWhateverTheirTrust() {
    node.following.ownShare(share, true);
    node.runFor(Duration.ofMillis(1));

    assertThat(node.following.scopes().of(Set.of()).weights()).containsEntry(share, 1.0);
  }

  // Section 13.4.

  private final Publisher warden = new Publisher(77);

  private void enact(long seq, Blocklist rules) {
    Bytes content = rules.encoded();
    ShareItem item =
        Publisher.item(
            "blocklist",
            new io.scp2p.core.content.ContentDigester()
                .update(content.buffer())
                .finish()
                .contentId(),
            content.size());
    node.contents.put(item.contentId(), content);
    holder.hold(warden.version(seq, null, "rules", List.of(item)));
  }

  @Test
  void blocklistIsFetchedAppliedAndKept() {
    follow(publisher);
    enact(1, new Blocklist(List.of(share), List.of(Publisher.content("bad"))));
    node.get(node.following.follow(FollowPlan.of(warden.link()).asBlocklist()));
    node.runFor(Duration.ofSeconds(5));

    assertThat(scope().weights()).doesNotContainKey(share);
    assertThat(scope().blocked()).containsExactly(Publisher.content("bad"));

    node.restart();
    node.runFor(Duration.ofSeconds(5));
    assertThat(scope().weights()).doesNotContainKey(share);
    assertThat(node.fetched).isEqualTo(1);

    enact(2, new Blocklist(List.of(), List.of()));
    node.runFor(INTERVAL.multipliedBy(2));
    assertThat(scope().weights()).containsKey(share);
    assertThat(scope().blocked()).isEmpty();
  }

  @Test
  void blocklistThatCouldNotBeFetchedIsFetchedLaterAndSaysSoMeanwhile() {
    follow(publisher);
    Blocklist rules = new Blocklist(List.of(share), List.of());
    enact(1, rules);
    node.contents.clear();
    node.get(node.following.follow(FollowPlan.of(warden.link()).asBlocklist()));
    node.runFor(Duration.ofSeconds(5));
    assertThat(scope().weights()).containsKey(share);
    assertThat(node.get(node.following.get(warden.share())).problem())
        .isEqualTo(ErrorCode.NO_PROVIDER);
    assertThat(node.codeOf(node.following.sync(warden.share()))).isEqualTo(ErrorCode.NO_PROVIDER);

    enact(1, rules);
    node.get(node.following.sync(warden.share()));

    assertThat(scope().weights()).doesNotContainKey(share);
    assertThat(node.get(node.following.get(warden.share())).problem()).isNull();
    int fetched = node.fetched;
    node.get(node.following.sync(warden.share()));
    assertThat(node.fetched).isEqualTo(fetched);
  }

  @Test
  void aLookThatCannotBeWrittenDownSaysSo() {
    holder.hold(publisher.version(3, "a"));
    follow(publisher);
    node.runFor(Duration.ofSeconds(5));
    node.store.crashAfter(0);
    assertThat(node.codeOf(node.following.follow(FollowPlan.of(warden.link()))))
        .isEqualTo(ErrorCode.STORE_FAILED);

    assertThat(node.codeOf(node.following.sync(share))).isEqualTo(ErrorCode.STORE_FAILED);
  }

  @Test
  void shareThatIsNoBlocklistHidesNothing() {
    follow(publisher);
    enact(1, new Blocklist(List.of(share), List.of()));
    follow(warden);
    node.runFor(Duration.ofSeconds(5));
    assertThat(scope().weights()).containsKey(share);

    node.get(node.following.follow(FollowPlan.of(warden.link()).asBlocklist()));
    node.runFor(Duration.ofSeconds(5));
    assertThat(scope().weights()).doesNotContainKey(share);

    node.get(node.following.follow(FollowPlan.of(warden.link())));
    assertThat(scope().weights()).containsKey(share);
  }

  @Test
  void blocklistThatCannotBeReadLeavesTheOlderOneInForce() {
    follow(publisher);
    enact(1, new Blocklist(List.of(share), List.of()));
    node.get(node.following.follow(FollowPlan.of(warden.link()).asBlocklist()));
    node.runFor(Duration.ofSeconds(5));
    ShareItem huge =
        Publisher.item("blocklist", Publisher.content("huge"), Blocklists.MAX_BYTES + 1);
    // Rules, but not the ones the item names.
    Bytes forged = new Blocklist(List.of(), List.of()).encoded();
    ShareItem other = Publisher.item("blocklist", Publisher.content("other"), forged.size());
    node.contents.put(other.contentId(), forged);

    holder.hold(warden.version(2, null, "rules", List.of(huge)));
    node.runFor(INTERVAL.multipliedBy(2));
    assertThat(node.fetched).as("too big to fetch").isEqualTo(1);
    holder.hold(warden.version(3, null, "rules", List.of(other)));
    node.runFor(INTERVAL.multipliedBy(2));

    assertThat(node.events).contains("updated " + warden.share() + " 3");
    assertThat(node.fetched).isGreaterThan(1);
    assertThat(scope().weights()).doesNotContainKey(share);
  }

  @Test
  void onlySoManyBlocklistsAreFollowed() {
    for (int i = 0; i < Blocklists.MAX_BLOCKLISTS; i++) {
      node.get(node.following.follow(FollowPlan.of(new Publisher(i + 10).link()).asBlocklist()));
    }

    assertThat(node.codeOf(node.following.follow(FollowPlan.of(warden.link()).asBlocklist())))
        .isEqualTo(ErrorCode.TOO_MANY_SUBSCRIPTIONS);
  }

  @Test
  void nonsenseIsALieAndHarmsNobody() {
    holder.hold(publisher.version(3, "a"));
    node.peers.peer(
        2,
        request ->
            Publisher.answer(
                new io.scp2p.core.wire.record.DhtKey(Bytes.wrap(new byte[32])),
                publisher.version(9).head()));
    node.peers.peer(3, request -> new FindValueResult(null, List.of()));
    follow(publisher);
    node.runFor(Duration.ofSeconds(10));

    assertThat(node.events).contains("lied PROTOCOL_VIOLATION", "updated " + share + " 3");
  }
}
