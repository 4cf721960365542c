package io.scp2p.core.protocol.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.dht.Subnets;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.vault.Keys;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.vault.AskOffer;
import io.scp2p.core.wire.vault.GetPage;
import io.scp2p.core.wire.vault.HolderOffer;
import io.scp2p.core.wire.vault.LeasesRenewed;
import io.scp2p.core.wire.vault.ListPages;
import io.scp2p.core.wire.vault.PageData;
import io.scp2p.core.wire.vault.PageList;
import io.scp2p.core.wire.vault.PageStored;
import io.scp2p.core.wire.vault.PiecesStored;
import io.scp2p.core.wire.vault.Possession;
import io.scp2p.core.wire.vault.ProveShard;
import io.scp2p.core.wire.vault.ReadPieces;
import io.scp2p.core.wire.vault.RebuildBegun;
import io.scp2p.core.wire.vault.Receipt;
import io.scp2p.core.wire.vault.RenewLeases;
import io.scp2p.core.wire.vault.SealShard;
import io.scp2p.core.wire.vault.ShardOpened;
import io.scp2p.core.wire.vault.ShardPieces;
import io.scp2p.core.wire.vault.ShardsDeleted;
import io.scp2p.core.wire.vault.SignedOrder;
import io.scp2p.core.wire.vault.StorePieces;
import io.scp2p.core.wire.vault.VaultRefusal;
import io.scp2p.core.wire.vault.VaultRefused;
import io.scp2p.core.wire.vault.VaultRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything a holder refuses, with its own code, and what hostile owners gain: nothing. */
class HolderMachineTest {
  private static final VaultLayout LAYOUT = new VaultLayout(20_000, 4, 2, 10);
  private static final NodeKey PEER = NodeKey.of(Keys.bytes(77, 32));

  private final SigningKey ownerKey = Keys.owner(1);
  private final OwnerDesk owner = new OwnerDesk(ownerKey, Keys.entropy(1));
  private final OwnerDesk stranger = new OwnerDesk(Keys.owner(2), Keys.entropy(2));
  private final byte[] content = Keys.bytes(8, (int) LAYOUT.shardBytes());
  private final Bytes hash = Bytes.wrap(io.scp2p.core.crypto.blake3.Blake3.hash(content));
  private SimWorld world;
  private SimHolder holder;

  @BeforeEach
  void make() {
    holderWith(new HolderRules(1 << 20, 40_000, 30 * 86_400, false, "shelf"));
  }

  private void holderWith(HolderRules rules) {
    world = SimWorld.seeded(1);
    holder = new SimHolder(world, "bob", rules);
  }

  private Target target(int index) {
    return new Target(index, 0, holder.nodeKey(), Bytes.wrap(Keys.bytes(100 + index, 32)));
  }

  private long now() {
    return world.wall().toEpochMilli();
  }

  private void sweep() {
    holder.sweep();
    world.runFor(Duration.ofSeconds(1));
  }

  private Response ask(VaultRequest request) {
    List<Response> answers = new ArrayList<>();
    holder.ask(PEER, request, answers::add);
    world.runFor(Duration.ofSeconds(1));
    assertThat(answers).hasSize(1);
    return answers.get(0);
  }

  private void refused(VaultRequest request, VaultRefusal why) {
    assertThat(ask(request)).isEqualTo(VaultRefused.of(request, why));
  }

  private SignedOrder open(int index) {
    return owner.open(target(index), LAYOUT, 86_400, now());
  }

  private Receipt store(int index) {
    ShardOpened opened = (ShardOpened) ask(open(index));
    assertThat(ask(new StorePieces(target(index).shard(), opened.ticket(), 0, Bytes.wrap(content))))
        .isEqualTo(new PiecesStored(LAYOUT.segments()));
    Response receipt = ask(owner.seal(target(index), hash, now()));
    assertThat(owner.sealed(receipt, target(index), LAYOUT, hash, now()))
        .isInstanceOf(VaultAnswer.Signed.class);
    return (Receipt) receipt;
  }

  @Test
  void aShardIsKeptReadProvedRenewedAndDeleted() {
    Receipt receipt = store(0);
    assertThat(receipt.leaseUntilSeconds()).isGreaterThan(now() / 1_000 + 29 * 86_400);
    Source source = new Source(0, holder.nodeKey(), target(0).shard(), hash);
    Response read = ask(new ReadPieces(target(0).shard(), 0, LAYOUT.segments()));
    assertThat(OwnerDesk.pieces(read, source, LAYOUT, 0)).isInstanceOf(VaultAnswer.Verified.class);
    for (int leaf = 0; leaf < 5; leaf++) {
      Response proof = ask(new ProveShard(target(0).shard(), leaf));
      assertThat(proof).isInstanceOf(Possession.class);
      assertThat(OwnerDesk.proved(proof, source, LAYOUT.shardBytes(), leaf))
          .isInstanceOf(VaultAnswer.Verified.class);
      assertThat(OwnerDesk.proved(proof, source, LAYOUT.shardBytes(), leaf + 1))
          .isInstanceOf(VaultAnswer.Lied.class);
    }
    world.runFor(Duration.ofDays(20));
    SignedOrder renew =
        owner.renew(
            holder.nodeKey(), 30 * 86_400, List.of(target(0).shard(), target(1).shard()), now());
    LeasesRenewed renewed = (LeasesRenewed) ask(renew);
    assertThat(renewed.missing()).containsExactly(target(1).shard());
    assertThat(OwnerDesk.isRenewal(renewed, (RenewLeases) renew)).isTrue();
    world.runFor(Duration.ofDays(20));
    sweep();
    assertThat(holder.disk).hasSize(1);
    assertThat(ask(owner.delete(holder.nodeKey(), List.of(target(0).shard()), now())))
        .isEqualTo(new ShardsDeleted(LAYOUT.shardBytes()));
    assertThat(holder.disk).isEmpty();
    assertThat(holder.ledger().usedBytes()).isZero();
  }

  @Test
  void whatIsNotRenewedGoes() {
    store(0);
    world.runFor(Duration.ofDays(31));
    sweep();
    assertThat(holder.disk).isEmpty();
    refused(new ReadPieces(target(0).shard(), 0, 1), VaultRefusal.UNKNOWN_SHARD);
  }

  @Test
  void anOrderIsObeyedOnceAndInTime() {
    SignedOrder order = open(0);
    assertThat(ask(order)).isInstanceOf(ShardOpened.class);
    refused(order, VaultRefusal.REPLAYED);
    world.runFor(Duration.ofMinutes(4));
    refused(order, VaultRefusal.REPLAYED);
    world.runFor(Duration.ofMinutes(2));
    refused(order, VaultRefusal.OUT_OF_TIME);
    refused(owner.open(target(1), LAYOUT, 86_400, now() - 301_000), VaultRefusal.OUT_OF_TIME);
    refused(owner.open(target(1), LAYOUT, 86_400, now() + 301_000), VaultRefusal.OUT_OF_TIME);
    assertThat(ask(owner.open(target(1), LAYOUT, 86_400, now() - 299_000)))
        .isInstanceOf(ShardOpened.class);
  }

  @Test
  void anOrderIsForOneHolderAndSignedByItsOwner() {
    Target elsewhere = new Target(0, 0, PEER, target(0).shard());
    refused(owner.open(elsewhere, LAYOUT, 86_400, now()), VaultRefusal.WRONG_HOLDER);
    SignedOrder order = open(0);
    refused(order.signed(Bytes.wrap(new byte[64])), VaultRefusal.BAD_SIGNATURE);
    // A forged order does not use up the nonce of the genuine one.
    assertThat(ask(order)).isInstanceOf(ShardOpened.class);
  }

  @Test
  void onlyItsOwnerTouchesAShard() {
    store(0);
    refused(stranger.open(target(0), LAYOUT, 86_400, now()), VaultRefusal.NOT_THE_OWNER);
    refused(stranger.seal(target(0), hash, now()), VaultRefusal.NOT_THE_OWNER);
    refused(
        stranger.delete(holder.nodeKey(), List.of(target(0).shard()), now()),
        VaultRefusal.NOT_THE_OWNER);
    LeasesRenewed renewed =
        (LeasesRenewed) ask(stranger.renew(holder.nodeKey(), 1, List.of(target(0).shard()), now()));
    assertThat(renewed.missing()).containsExactly(target(0).shard());
    assertThat(holder.disk).hasSize(1);
  }

  @Test
  void piecesComeInOrderWithTheTicketAndWhole() {
    ShardOpened opened = (ShardOpened) ask(open(0));
    Bytes shard = target(0).shard();
    Bytes piece = Bytes.wrap(content, 0, 1_024);
    refused(new StorePieces(shard, Bytes.wrap(new byte[16]), 0, piece), VaultRefusal.WRONG_TICKET);
    refused(new StorePieces(shard, opened.ticket(), 1, piece), VaultRefusal.OUT_OF_ORDER);
    refused(
        new StorePieces(shard, opened.ticket(), 0, Bytes.wrap(content, 0, 1_000)),
        VaultRefusal.INVALID);
    refused(
        new StorePieces(shard, opened.ticket(), 0, Bytes.wrap(new byte[content.length + 1])),
        VaultRefusal.INVALID);
    assertThat(ask(new StorePieces(shard, opened.ticket(), 0, piece)))
        .isEqualTo(new PiecesStored(1));
    refused(new StorePieces(shard, opened.ticket(), 0, piece), VaultRefusal.OUT_OF_ORDER);
    refused(owner.seal(target(0), hash, now()), VaultRefusal.OUT_OF_ORDER);
    refused(new ReadPieces(shard, 0, 1), VaultRefusal.UNKNOWN_SHARD);
    refused(new ProveShard(shard, 0), VaultRefusal.UNKNOWN_SHARD);
    assertThat(ask(open(0))).isEqualTo(new ShardOpened(opened.ticket(), 1));
    refused(
        owner.open(target(0), LAYOUT.withParity(2), 1, now() - 1).signed(Bytes.wrap(new byte[64])),
        VaultRefusal.BAD_SIGNATURE);
    VaultLayout other = new VaultLayout(30_000, 4, 2, 10);
    refused(owner.open(target(0), other, 1, now()), VaultRefusal.INVALID);
  }

  @Test
  void aWrongHashIsNotSignedFor() {
    ShardOpened opened = (ShardOpened) ask(open(0));
    ask(new StorePieces(target(0).shard(), opened.ticket(), 0, Bytes.wrap(content)));
    refused(
        owner.seal(target(0), Bytes.wrap(Keys.bytes(1, 32)), now()), VaultRefusal.HASH_MISMATCH);
    Receipt first = (Receipt) ask(owner.seal(target(0), hash, now()));
    Receipt again = (Receipt) ask(owner.seal(target(0), hash, now()));
    assertThat(again.hash()).isEqualTo(first.hash());
    refused(
        owner.seal(target(0), Bytes.wrap(Keys.bytes(1, 32)), now()), VaultRefusal.HASH_MISMATCH);
  }

  @Test
  void readsOutsideOfAShardAreRefused() {
    store(0);
    Bytes shard = target(0).shard();
    refused(new ReadPieces(shard, 0, 0), VaultRefusal.INVALID);
    refused(new ReadPieces(shard, LAYOUT.segments(), 1), VaultRefusal.INVALID);
    refused(new ReadPieces(shard, 0, 0xffff_ffffL), VaultRefusal.INVALID);
    refused(new ReadPieces(shard, 0xffff_ffffL, 0xffff_ffffL), VaultRefusal.INVALID);
    refused(new ProveShard(shard, 0xffff_ffffL), VaultRefusal.INVALID);
  }

  @Test
  void nobodyGetsMoreThanHisQuotaOrAllThanIsOffered() {
    holderWith(new HolderRules(22_000, 12_000, 86_400, false, ""));
    assertThat(ask(open(0))).isInstanceOf(ShardOpened.class);
    assertThat(ask(open(1))).isInstanceOf(ShardOpened.class);
    refused(open(2), VaultRefusal.OVER_QUOTA);
    assertThat(ask(stranger.open(target(3), LAYOUT, 1, now()))).isInstanceOf(ShardOpened.class);
    OwnerDesk third = new OwnerDesk(Keys.owner(3), Keys.entropy(3));
    assertThat(ask(third.open(target(4), LAYOUT, 1, now()))).isInstanceOf(ShardOpened.class);
    refused(third.open(target(5), LAYOUT, 1, now()), VaultRefusal.FULL);
    VaultLayout huge = new VaultLayout(1 << 20, 1, 0, 10);
    refused(third.open(target(6), huge, 1, now()), VaultRefusal.TOO_LARGE);
    HolderOffer offer = (HolderOffer) ask(new AskOffer(third.key()));
    assertThat(offer.freeBytes()).isLessThan(5_200);
    // What was opened and never filled does not block for ever.
    world.runFor(Duration.ofHours(25));
    sweep();
    assertThat(holder.ledger().usedBytes()).isZero();
  }

  @Test
  void aMillionTinyShardsDoNotFitEither() {
    VaultLayout tiny = new VaultLayout(0, 4, 2, 10);
    int admitted = 0;
    for (int i = 0; i < 40; i++) {
      if (ask(owner.open(target(i), tiny, 1, now())) instanceof ShardOpened) {
        admitted++;
      }
    }
    assertThat(admitted).isEqualTo(40_000 / 4_096);
  }

  @Test
  void aNodeThatOffersNothingOrOnlyToThoseWhoGiveSaysSo() {
    holderWith(new HolderRules(0, 0, 86_400, false, ""));
    refused(open(0), VaultRefusal.NOT_OFFERED);
    assertThat(((HolderOffer) ask(new AskOffer(owner.key()))).freeBytes()).isZero();
    // Somebody has to begin, so a sixteenth of the offer is for anybody.
    long cost = HolderLedger.cost(LAYOUT.shardBytes());
    holderWith(new HolderRules(16 * (cost + 1), 16 * (cost + 1), 86_400, true, ""));
    assertThat(((HolderOffer) ask(new AskOffer(owner.key()))).freeBytes()).isEqualTo(cost + 1);
    assertThat(ask(open(0))).isInstanceOf(ShardOpened.class);
    refused(open(1), VaultRefusal.NOT_RECIPROCAL);
    holder.storesFor(PEER);
    assertThat(ask(open(1))).isInstanceOf(ShardOpened.class);
  }

  @Test
  void whoWithdrawsHisOfferLetsLeasesRunOut() {
    store(0);
    holder.rules(new HolderRules(0, 0, 30 * 86_400, false, ""));
    refused(
        owner.renew(holder.nodeKey(), 30 * 86_400, List.of(target(0).shard()), now()),
        VaultRefusal.NOT_OFFERED);
    assertThat(ask(new ReadPieces(target(0).shard(), 0, 1))).isInstanceOf(ShardPieces.class);
  }

  private SignedOrder rebuild(int index) {
    Source from = new Source(3, holder.nodeKey(), target(3).shard(), hash);
    return owner.rebuild(target(index), LAYOUT, List.of(from), 86_400, now());
  }

  @Test
  void aShardThatIsToBeRebuiltHasItsRoomLikeAnyOther() {
    assertThat(ask(rebuild(0))).isEqualTo(new RebuildBegun(0));
    assertThat(holder.rebuilds).hasSize(1);
    HeldShard shard = holder.rebuilds.get(0).shard();
    assertThat(holder.ledger().usedBytes()).isGreaterThanOrEqualTo(LAYOUT.shardBytes());
    refused(owner.seal(target(0), hash, now()), VaultRefusal.OUT_OF_ORDER);
    // What the node computes goes the way of what an owner sends, and is checked like that.
    ask(new StorePieces(shard.shard(), shard.ticket(), 0, Bytes.wrap(content)));
    assertThat(ask(rebuild(0))).isEqualTo(new RebuildBegun(LAYOUT.segments()));
    Response receipt = ask(owner.seal(target(0), hash, now()));
    assertThat(owner.sealed(receipt, target(0), LAYOUT, hash, now()))
        .isInstanceOf(VaultAnswer.Signed.class);
    // A finished one is not begun again; a stranger's or a replayed order begins nothing.
    int begun = holder.rebuilds.size();
    assertThat(ask(rebuild(0))).isEqualTo(new RebuildBegun(LAYOUT.segments()));
    SignedOrder once = rebuild(1);
    ask(once);
    refused(once, VaultRefusal.REPLAYED);
    refused(rebuild(2).signed(Bytes.wrap(new byte[64])), VaultRefusal.BAD_SIGNATURE);
    assertThat(holder.rebuilds).hasSize(begun + 1);
    holderWith(new HolderRules(1 << 20, 100, 86_400, false, ""));
    refused(rebuild(0), VaultRefusal.TOO_LARGE);
    assertThat(holder.rebuilds).isEmpty();
  }

  @Test
  void aFailingDiskIsToldAndPromisesNothing() {
    ShardOpened opened = (ShardOpened) ask(open(0));
    holder.vices.add(SimHolder.Vice.BROKEN_DISK);
    refused(
        new StorePieces(target(0).shard(), opened.ticket(), 0, Bytes.wrap(content)),
        VaultRefusal.FAILED);
    holder.vices.clear();
    assertThat(ask(open(0))).isEqualTo(new ShardOpened(opened.ticket(), 0));
  }

  @Test
  void catalogPagesAreKeptTheNewestOfEachDevice() {
    Bytes slot = Bytes.wrap(Keys.bytes(1, 8));
    Bytes data = Bytes.wrap(Keys.bytes(2, 900));
    NodeKey at = holder.nodeKey();
    assertThat(ask(owner.storePage(at, 3, slot, 5, data, now()))).isEqualTo(new PageStored(5));
    refused(owner.storePage(at, 3, slot, 5, data, now()), VaultRefusal.STALE);
    assertThat(ask(owner.storePage(at, 3, slot, 6, data, now()))).isEqualTo(new PageStored(6));
    assertThat(ask(new ListPages(owner.key())))
        .isEqualTo(new PageList(List.of(new PageList.Entry(3, slot, 6))));
    assertThat(ask(new GetPage(owner.key(), 3, slot))).isEqualTo(new PageData(6, data));
    refused(new GetPage(stranger.key(), 3, slot), VaultRefusal.UNKNOWN_SHARD);
    for (int device = 2; device < 9; device++) {
      ask(owner.storePage(at, 3, Bytes.wrap(Keys.bytes(device, 8)), 1, data, now()));
    }
    refused(
        owner.storePage(at, 3, Bytes.wrap(Keys.bytes(9, 8)), 1, data, now()),
        VaultRefusal.OVER_QUOTA);
    assertThat(holder.ledger().usedBytes()).isEqualTo(8 * 4_096);
  }

  private static VaultRefusal check(OrderGuard guard, SignedOrder order, long wallMillis) {
    VaultRefusal why = guard.check(order.order(), PEER, Subnets.UNLIMITED, true, wallMillis);
    if (why == null) {
      guard.remember(order.order(), PEER, Subnets.UNLIMITED, wallMillis);
    }
    return why;
  }

  @Test
  void theMemoryOfOrdersIsBoundedAndForgetsNothingBeforeItsTime() {
    NodeKey self = holder.nodeKey();
    OrderGuard guard = new OrderGuard(self, 3, 5);
    List<SignedOrder> orders = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      orders.add(owner.seal(target(i), hash, 1_000_000));
    }
    for (int i = 0; i < 3; i++) {
      assertThat(check(guard, orders.get(i), 1_000_000)).isNull();
    }
    assertThat(check(guard, orders.get(3), 1_000_000)).isEqualTo(VaultRefusal.BUSY);
    assertThat(check(guard, orders.get(0), 1_200_000)).isEqualTo(VaultRefusal.REPLAYED);
    for (int i = 0; i < 2; i++) {
      SignedOrder other = stranger.seal(target(i), hash, 1_000_000);
      assertThat(check(guard, other, 1_000_000)).isNull();
    }
    SignedOrder sixth = stranger.seal(target(9), hash, 1_000_000);
    assertThat(check(guard, sixth, 1_000_000)).isEqualTo(VaultRefusal.BUSY);
    assertThat(guard.size()).isEqualTo(5);
    SignedOrder later = owner.seal(target(9), hash, 1_700_000);
    assertThat(check(guard, later, 1_700_000)).isNull();
    assertThat(guard.size()).isEqualTo(1);
  }

  @Test
  void ordersOfAClockThatWasAheadKeepNoLaterOnesFromBeingForgotten() {
    OrderGuard guard = new OrderGuard(holder.nodeKey(), 3, 5);
    long ahead = 1_000_000_000_000L;
    SignedOrder early = owner.seal(target(0), hash, ahead);
    assertThat(check(guard, early, ahead)).isNull();
    for (int i = 1; i < 3; i++) {
      assertThat(check(guard, owner.seal(target(i), hash, 1_000_000), 1_000_000)).isNull();
    }
    SignedOrder next = owner.seal(target(3), hash, 1_000_000);
    assertThat(check(guard, next, 1_000_000)).isEqualTo(VaultRefusal.BUSY);

    assertThat(check(guard, owner.seal(target(3), hash, 1_700_000), 1_700_000)).isNull();
    assertThat(guard.size()).isEqualTo(2);
    assertThat(check(guard, early, ahead)).isEqualTo(VaultRefusal.REPLAYED);
  }

  @Test
  void aReceiptIsForOneShardOneHashAndOneHolder() {
    Receipt receipt = store(0);
    assertThat(owner.sealed(receipt, target(1), LAYOUT, hash, now()))
        .isInstanceOf(VaultAnswer.Lied.class);
    assertThat(owner.sealed(receipt, target(0), LAYOUT, Bytes.wrap(new byte[32]), now()))
        .isInstanceOf(VaultAnswer.Lied.class);
    Target other = new Target(0, 0, PEER, target(0).shard());
    assertThat(owner.sealed(receipt, other, LAYOUT, hash, now()))
        .isInstanceOf(VaultAnswer.Lied.class);
    assertThat(stranger.sealed(receipt, target(0), LAYOUT, hash, now()))
        .isInstanceOf(VaultAnswer.Lied.class);
    Receipt longer =
        new Receipt(
            receipt.owner(),
            receipt.holder(),
            receipt.shard(),
            receipt.hash(),
            receipt.sizeBytes(),
            receipt.leaseUntilSeconds() + 1,
            receipt.atMillis(),
            receipt.signature());
    assertThat(owner.sealed(longer, target(0), LAYOUT, hash, now()))
        .isInstanceOf(VaultAnswer.Lied.class);
    SealShard seal = (SealShard) owner.seal(target(0), hash, now());
    assertThat(OwnerDesk.isGenuine(seal)).isTrue();
  }
}
