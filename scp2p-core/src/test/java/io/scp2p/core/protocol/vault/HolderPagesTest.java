package io.scp2p.core.protocol.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.dht.Subnets;
import io.scp2p.core.vault.Keys;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.StorePage;
import io.scp2p.core.wire.vault.VaultLimits;
import io.scp2p.core.wire.vault.VaultRefusal;
import io.scp2p.core.wire.vault.VaultRefused;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pages of catalogs: room is set aside before they are written, and strangers fill no memory. */
class HolderPagesTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final int SIZE = 8_192;
  private static final NodeKey SELF = NodeKey.of(Keys.bytes(70, 32));
  private static final NodeKey PEER = NodeKey.of(Keys.bytes(71, 32));

  private final OwnerDesk owner = new OwnerDesk(Keys.owner(1), Keys.entropy(1));
  private long lastTicket;

  private static HolderMachine machine(long offered, long perOwner, List<HeldPage> pages) {
    return new HolderMachine(
        SELF,
        new HolderRules(offered, perOwner, 86_400, false, ""),
        Keys.entropy(9),
        peer -> true,
        List.of(),
        pages);
  }

  private StorePage page(int page, int device, long sequence) {
    Bytes data = Bytes.wrap(new byte[SIZE]);
    return (StorePage) owner.storePage(SELF, page, slot(device), sequence, data, NOW);
  }

  private static Bytes slot(int device) {
    return Bytes.wrap(Keys.bytes(device, VaultLimits.SLOT_BYTES));
  }

  private HolderEffect ask(HolderMachine machine, StorePage request) {
    return machine
        .accept(0, new HolderInput.Asked(++lastTicket, PEER, Subnets.UNLIMITED, request, true, NOW))
        .get(0);
  }

  private HolderEffect refusal(StorePage request, VaultRefusal why) {
    return new HolderEffect.Reply(lastTicket, VaultRefused.of(request, why));
  }

  @Test
  void pagesInFlightTakeRoomOfTheQuota() {
    HolderMachine machine = machine(1 << 20, 3 * SIZE, List.of());
    List<HolderEffect.KeepPage> writing = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      writing.add((HolderEffect.KeepPage) ask(machine, page(i, 1, 1)));
    }
    StorePage fourth = page(3, 1, 1);
    assertThat(ask(machine, fourth)).isEqualTo(refusal(fourth, VaultRefusal.OVER_QUOTA));
    assertThat(machine.ledger().usedBytes()).isEqualTo(3 * SIZE);
    machine.accept(0, new HolderInput.Finished(writing.get(0).job(), HolderInput.Result.OK));
    assertThat(machine.ledger().usedBytes()).isEqualTo(3 * SIZE);
    // What the disk refused takes none.
    machine.accept(0, new HolderInput.Finished(writing.get(1).job(), HolderInput.Result.FAILED));
    assertThat(machine.ledger().usedBytes()).isEqualTo(2 * SIZE);
    // A newer one takes the place of the older one.
    HolderEffect.KeepPage newer = (HolderEffect.KeepPage) ask(machine, page(0, 1, 2));
    machine.accept(0, new HolderInput.Finished(newer.job(), HolderInput.Result.OK));
    assertThat(machine.ledger().usedBytes()).isEqualTo(2 * SIZE);
    assertThat(machine.ledger().usedBytes(owner.key())).isEqualTo(2 * SIZE);
  }

  @Test
  void devicesInFlightCountAsDevices() {
    HolderMachine machine = machine(1 << 20, 1 << 20, List.of());
    for (int device = 0; device < VaultLimits.MAX_SLOTS; device++) {
      assertThat(ask(machine, page(0, device, 1))).isInstanceOf(HolderEffect.KeepPage.class);
    }
    StorePage ninth = page(0, VaultLimits.MAX_SLOTS, 1);
    assertThat(ask(machine, ninth)).isEqualTo(refusal(ninth, VaultRefusal.OVER_QUOTA));
    assertThat(ask(machine, page(1, 0, 1))).isInstanceOf(HolderEffect.KeepPage.class);
  }

  @Test
  void aPageThatIsWrittenAnewDoesNotExpire() {
    HeldPage old = new HeldPage(owner.key(), 0, slot(1), 1, SIZE, NOW / 1_000 - 1);
    HolderMachine machine = machine(1 << 20, 1 << 20, List.of(old));
    HolderEffect.KeepPage keep = (HolderEffect.KeepPage) ask(machine, page(0, 1, 2));
    assertThat(machine.accept(0, new HolderInput.Sweep(NOW))).isEmpty();
    machine.accept(0, new HolderInput.Finished(keep.job(), HolderInput.Result.OK));
    assertThat(machine.accept(0, new HolderInput.Sweep(NOW))).isEmpty();
    assertThat(machine.ledger().pages().find(keep.page())).isEqualTo(keep.page());
    // Nobody renews it: its row goes, and only then its room is free.
    HolderEffect.ErasePages erase =
        (HolderEffect.ErasePages)
            machine.accept(0, new HolderInput.Sweep(NOW + 2 * 86_400_000L)).get(0);
    StorePage late = page(0, 1, 3);
    assertThat(ask(machine, late)).isEqualTo(refusal(late, VaultRefusal.BUSY));
    assertThat(machine.ledger().usedBytes()).isEqualTo(SIZE);
    machine.accept(0, new HolderInput.Finished(erase.job(), HolderInput.Result.OK));
    assertThat(machine.ledger().usedBytes()).isZero();
  }

  @Test
  void strangersFillNoMemoryWithPages() {
    List<HeldPage> pages = new ArrayList<>();
    for (int i = 0; i < HolderPages.MAX_PAGES - 1; i++) {
      byte[] key = ByteBuffer.allocate(NodeKey.LENGTH).putInt(i).array();
      pages.add(new HeldPage(NodeKey.of(key), 0, slot(1), 1, 1, NOW));
    }
    HolderMachine machine = machine(1L << 40, 1L << 40, pages);
    HolderEffect.KeepPage last = (HolderEffect.KeepPage) ask(machine, page(0, 1, 1));
    StorePage more = page(1, 1, 1);
    assertThat(ask(machine, more)).isEqualTo(refusal(more, VaultRefusal.FULL));
    machine.accept(0, new HolderInput.Finished(last.job(), HolderInput.Result.OK));
    StorePage again = page(1, 1, 1);
    assertThat(ask(machine, again)).isEqualTo(refusal(again, VaultRefusal.FULL));
    assertThat(ask(machine, page(0, 1, 2))).isInstanceOf(HolderEffect.KeepPage.class);
  }
}
