package io.scp2p.core.protocol.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.dht.Subnets;
import io.scp2p.core.vault.Keys;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.AskOffer;
import io.scp2p.core.wire.vault.HolderOffer;
import io.scp2p.core.wire.vault.VaultRefusal;
import io.scp2p.core.wire.vault.VaultRefused;
import io.scp2p.core.wire.vault.VaultRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fresh owner keys bring nobody more room, and nobody's orders shut others out. */
class HolderGuestsTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final long BLOCK = 77;
  private static final NodeKey SELF = NodeKey.of(Keys.bytes(70, 32));

  private final HolderMachine machine =
      new HolderMachine(
          SELF,
          new HolderRules(1 << 30, 1 << 20, 86_400, false, ""),
          Keys.entropy(9),
          peer -> true,
          List.of(),
          List.of());
  private long lastTicket;

  private static OwnerDesk owner(int number) {
    return new OwnerDesk(Keys.owner(number), Keys.entropy(number));
  }

  private static NodeKey peer(int number) {
    return NodeKey.of(Keys.bytes(1_000 + number, 32));
  }

  private static VaultRequest open(int number) {
    Target target = new Target(0, 0, SELF, Bytes.wrap(Keys.bytes(5_000 + number, 32)));
    return owner(number).open(target, new VaultLayout(20_000, 4, 2, 10), 86_400, NOW);
  }

  private HolderEffect ask(NodeKey peer, long block, VaultRequest request) {
    return machine
        .accept(0, new HolderInput.Asked(++lastTicket, peer, block, request, true, NOW))
        .get(0);
  }

  private HolderEffect overQuota(VaultRequest request) {
    return new HolderEffect.Reply(lastTicket, VaultRefused.of(request, VaultRefusal.OVER_QUOTA));
  }

  @Test
  void aPeerBringsAFewOwnersAndNoMore() {
    for (int i = 0; i < HolderGuests.MAX_OWNERS_PER_PEER; i++) {
      assertThat(ask(peer(1), BLOCK, open(i))).isInstanceOf(HolderEffect.Create.class);
    }
    VaultRequest more = open(50);
    assertThat(ask(peer(1), BLOCK, more)).isEqualTo(overQuota(more));
    HolderEffect.Reply offer =
        (HolderEffect.Reply) ask(peer(1), BLOCK, new AskOffer(owner(50).key()));
    assertThat(((HolderOffer) offer.response()).freeBytes()).isZero();
    // Whoever is here already goes on, and another peer's owners come in.
    assertThat(ask(peer(1), BLOCK, open(0))).isNotEqualTo(overQuota(open(0)));
    assertThat(ask(peer(2), BLOCK, open(51))).isInstanceOf(HolderEffect.Create.class);
  }

  @Test
  void anAddressBlockBringsAFewOwnersHoweverManyPeersItHas() {
    for (int i = 0; i < HolderGuests.MAX_OWNERS_PER_BLOCK; i++) {
      assertThat(ask(peer(i), BLOCK, open(i))).isInstanceOf(HolderEffect.Create.class);
    }
    VaultRequest more = open(50);
    assertThat(ask(peer(50), BLOCK, more)).isEqualTo(overQuota(more));
    assertThat(ask(peer(51), BLOCK + 1, open(51))).isInstanceOf(HolderEffect.Create.class);
    assertThat(ask(peer(52), Subnets.UNLIMITED, open(52))).isInstanceOf(HolderEffect.Create.class);
  }

  @Test
  void anOwnerWhoLeftMakesPlaceForAnother() {
    for (int i = 0; i < HolderGuests.MAX_OWNERS_PER_PEER; i++) {
      HolderEffect.Create create = (HolderEffect.Create) ask(peer(1), BLOCK, open(i));
      machine.accept(0, new HolderInput.Finished(create.job(), HolderInput.Result.OK));
    }
    Bytes shard = Bytes.wrap(Keys.bytes(5_000, 32));
    OwnerDesk again = new OwnerDesk(Keys.owner(0), Keys.entropy(77));
    HolderEffect.Erase erase =
        (HolderEffect.Erase) ask(peer(1), BLOCK, again.delete(SELF, List.of(shard), NOW));
    machine.accept(0, new HolderInput.Finished(erase.job(), HolderInput.Result.OK));
    assertThat(ask(peer(1), BLOCK, open(50))).isInstanceOf(HolderEffect.Create.class);
  }

  @Test
  void ordersOfWhoHasNothingHereTakeNoMemory() {
    machine.accept(0, new HolderInput.NewRules(new HolderRules(0, 0, 86_400, false, "")));
    VaultRequest order = open(1);
    HolderEffect refused = ask(peer(1), BLOCK, order);
    assertThat(((HolderEffect.Reply) refused).response())
        .isEqualTo(VaultRefused.of(order, VaultRefusal.NOT_OFFERED));
    // It was not obeyed, so it is no replay.
    machine.accept(
        0, new HolderInput.NewRules(new HolderRules(1 << 20, 1 << 20, 86_400, false, "")));
    assertThat(ask(peer(1), BLOCK, order)).isInstanceOf(HolderEffect.Create.class);
    HolderEffect again = ask(peer(1), BLOCK, order);
    assertThat(((HolderEffect.Reply) again).response())
        .isEqualTo(VaultRefused.of(order, VaultRefusal.REPLAYED));
  }

  @Test
  void theOrdersOfOnePeerOrBlockDoNotFillTheMemory() {
    OrderGuard guard = new OrderGuard(SELF);
    OwnerDesk desk = owner(1);
    for (int i = 0; i < OrderGuard.MAX_PER_PEER; i++) {
      var order = desk.delete(SELF, List.of(Bytes.wrap(Keys.bytes(1, 32))), NOW).order();
      guard.remember(order, peer(i / 2_048), BLOCK, NOW);
    }
    var next = owner(2).delete(SELF, List.of(Bytes.wrap(Keys.bytes(1, 32))), NOW).order();
    assertThat(guard.check(next, peer(0), BLOCK, true, NOW)).isNull();
    for (int i = 0; i < OrderGuard.MAX_PER_PEER / 2; i++) {
      var order = desk.delete(SELF, List.of(Bytes.wrap(Keys.bytes(1, 32))), NOW).order();
      guard.remember(order, peer(0), BLOCK, NOW);
    }
    assertThat(guard.check(next, peer(0), BLOCK, true, NOW)).isEqualTo(VaultRefusal.BUSY);
    assertThat(guard.check(next, peer(7), BLOCK, true, NOW)).isNull();
    long later = NOW + 600_001;
    var late = owner(3).delete(SELF, List.of(Bytes.wrap(Keys.bytes(1, 32))), later).order();
    assertThat(guard.check(late, peer(0), BLOCK, true, later)).isNull();
    assertThat(guard.size()).isZero();
  }
}
