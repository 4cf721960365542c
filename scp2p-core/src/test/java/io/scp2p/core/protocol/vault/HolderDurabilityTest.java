package io.scp2p.core.protocol.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.dht.Subnets;
import io.scp2p.core.vault.Keys;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.DeleteShards;
import io.scp2p.core.wire.vault.ReadPieces;
import io.scp2p.core.wire.vault.ShardsDeleted;
import io.scp2p.core.wire.vault.StorePieces;
import io.scp2p.core.wire.vault.VaultRefusal;
import io.scp2p.core.wire.vault.VaultRefused;
import io.scp2p.core.wire.vault.VaultRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a holder acknowledges is on its disk, and what changes one shard follows each other. */
class HolderDurabilityTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final long LATER = NOW / 1_000 + 86_400;
  private static final NodeKey SELF = NodeKey.of(Keys.bytes(70, 32));
  private static final NodeKey PEER = NodeKey.of(Keys.bytes(71, 32));

  private final OwnerDesk owner = new OwnerDesk(Keys.owner(1), Keys.entropy(1));
  private final HeldShard first = held(1, LATER);
  private final HeldShard second = held(2, LATER);
  private final HolderMachine machine =
      new HolderMachine(
          SELF,
          new HolderRules(1 << 20, 1 << 20, 30 * 86_400, false, ""),
          Keys.entropy(9),
          peer -> true,
          List.of(first, second, open(3)),
          List.of());
  private long lastTicket;

  private HeldShard held(int number, long until) {
    return new HeldShard(
        Bytes.wrap(Keys.bytes(number, 32)),
        owner.key(),
        4_096,
        10,
        4,
        until,
        Bytes.wrap(Keys.bytes(99, 32)),
        Bytes.wrap(Keys.bytes(98, 16)));
  }

  private HeldShard open(int number) {
    return held(number, LATER).withHash(Bytes.EMPTY, LATER).withPieces(2);
  }

  private List<HolderEffect> ask(VaultRequest request) {
    return machine.accept(
        0, new HolderInput.Asked(++lastTicket, PEER, Subnets.UNLIMITED, request, true, NOW));
  }

  private List<HolderEffect> finish(long job, HolderInput.Result result) {
    return machine.accept(0, new HolderInput.Finished(job, result));
  }

  private HolderEffect refusal(VaultRequest request, VaultRefusal why) {
    return new HolderEffect.Reply(lastTicket, VaultRefused.of(request, why));
  }

  private VaultRequest renewal(HeldShard... shards) {
    return owner.renew(SELF, 20 * 86_400, ids(shards), NOW);
  }

  private DeleteShards deletion(HeldShard... shards) {
    return (DeleteShards) owner.delete(SELF, ids(shards), NOW);
  }

  private static List<Bytes> ids(HeldShard... shards) {
    List<Bytes> ids = new ArrayList<>();
    for (HeldShard each : shards) {
      ids.add(each.shard());
    }
    return ids;
  }

  private long lease(HeldShard shard) {
    return machine.ledger().shard(shard.shard()).leaseUntilSeconds();
  }

  @Test
  void aRenewalIsSignedForWhenItIsDurable() {
    List<HolderEffect> effects = ask(renewal(first, second));
    assertThat(effects).hasSize(1);
    HolderEffect.Note note = (HolderEffect.Note) effects.get(0);
    assertThat(lease(first)).isEqualTo(LATER);

    assertThat(finish(note.job(), HolderInput.Result.OK))
        .singleElement()
        .isInstanceOf(HolderEffect.ReplyRenewal.class);
    assertThat(lease(first)).isEqualTo(NOW / 1_000 + 20 * 86_400);
    assertThat(lease(second)).isEqualTo(NOW / 1_000 + 20 * 86_400);
  }

  @Test
  void aRenewalThatTheDiskRefusesIsToldAndChangesNothing() {
    VaultRequest renewal = renewal(first);
    HolderEffect.Note note = (HolderEffect.Note) ask(renewal).get(0);
    assertThat(finish(note.job(), HolderInput.Result.FAILED))
        .containsExactly(refusal(renewal, VaultRefusal.FAILED));
    assertThat(lease(first)).isEqualTo(LATER);
  }

  @Test
  void whatChangesALineOfTheLedgerFollowsEachOther() {
    HolderEffect.Note note = (HolderEffect.Note) ask(renewal(first)).get(0);
    VaultRequest again = renewal(first);
    assertThat(ask(again)).containsExactly(refusal(again, VaultRefusal.BUSY));
    // A deletion is not lost: it comes behind the line that is being written.
    assertThat(ask(deletion(first))).isEmpty();
    long waiting = lastTicket;
    List<HolderEffect> effects = finish(note.job(), HolderInput.Result.OK);
    assertThat(effects).hasSize(2);
    HolderEffect.Erase erase = (HolderEffect.Erase) effects.get(1);
    VaultRequest late = renewal(first, second);
    HolderEffect.Note other = (HolderEffect.Note) ask(late).get(0);
    assertThat(other.shards()).extracting(HeldShard::shard).containsExactly(second.shard());
    assertThat(finish(erase.job(), HolderInput.Result.OK))
        .containsExactly(new HolderEffect.Reply(waiting, new ShardsDeleted(4_096)));
    assertThat(machine.ledger().shard(first.shard())).isNull();
  }

  @Test
  void aDeletionIsAcknowledgedWhenItIsDurable() {
    HolderEffect.Erase erase = (HolderEffect.Erase) ask(deletion(first, second)).get(0);
    // It serves nobody any more, and its room is free when it is gone.
    ReadPieces read = new ReadPieces(first.shard(), 0, 1);
    assertThat(ask(read)).containsExactly(refusal(read, VaultRefusal.UNKNOWN_SHARD));
    assertThat(machine.ledger().usedBytes()).isEqualTo(3 * 4_096);
    assertThat(finish(erase.job(), HolderInput.Result.OK))
        .containsExactly(new HolderEffect.Reply(1, new ShardsDeleted(2 * 4_096)));
    assertThat(machine.ledger().usedBytes()).isEqualTo(4_096);
  }

  @Test
  void aDeletionThatTheDiskRefusesIsToldAndChangesNothing() {
    DeleteShards deletion = deletion(first);
    HolderEffect.Erase erase = (HolderEffect.Erase) ask(deletion).get(0);
    assertThat(finish(erase.job(), HolderInput.Result.FAILED))
        .containsExactly(refusal(deletion, VaultRefusal.FAILED));
    assertThat(ask(new ReadPieces(first.shard(), 0, 1)))
        .singleElement()
        .isInstanceOf(HolderEffect.ReadPieces.class);
  }

  @Test
  void aDeletionWaitsForAPieceAndNoFurtherPieceIsTaken() {
    HeldShard open = open(3);
    StorePieces pieces =
        new StorePieces(open.shard(), open.ticket(), 2, Bytes.wrap(new byte[1_024]));
    HolderEffect.Append append = (HolderEffect.Append) ask(pieces).get(0);
    for (int i = 0; i < HolderMachine.MAX_POSTPONED; i++) {
      assertThat(ask(deletion(open))).isEmpty();
    }
    DeleteShards tooMany = deletion(open);
    assertThat(ask(tooMany)).containsExactly(refusal(tooMany, VaultRefusal.BUSY));
    List<HolderEffect> effects = finish(append.job(), HolderInput.Result.OK);
    assertThat(effects).hasSize(2);
    HolderEffect.Erase erase = (HolderEffect.Erase) effects.get(1);
    StorePieces more = new StorePieces(open.shard(), open.ticket(), 3, pieces.data());
    assertThat(ask(more)).containsExactly(refusal(more, VaultRefusal.UNKNOWN_SHARD));
    // Everybody who waited is answered.
    assertThat(finish(erase.job(), HolderInput.Result.OK)).hasSize(HolderMachine.MAX_POSTPONED);
    assertThat(machine.ledger().shard(open.shard())).isNull();
  }

  @Test
  void aSweepDeletesABitAtATime() {
    List<HeldShard> old = new ArrayList<>();
    for (int i = 0; i < HolderMachine.MAX_SWEPT + 5; i++) {
      old.add(held(100 + i, 1));
    }
    HolderMachine full =
        new HolderMachine(
            SELF,
            new HolderRules(1L << 30, 1L << 30, 86_400, false, ""),
            Keys.entropy(9),
            peer -> true,
            old,
            List.of());
    HolderEffect.Erase erase =
        (HolderEffect.Erase) full.accept(0, new HolderInput.Sweep(NOW)).get(0);
    assertThat(erase.shards()).hasSize(HolderMachine.MAX_SWEPT);
    HolderEffect.Erase rest =
        (HolderEffect.Erase)
            full.accept(0, new HolderInput.Finished(erase.job(), HolderInput.Result.OK)).get(0);
    assertThat(rest.shards()).hasSize(5);
    assertThat(full.accept(0, new HolderInput.Finished(rest.job(), HolderInput.Result.OK)))
        .isEmpty();
    assertThat(full.ledger().usedBytes()).isZero();
  }
}
