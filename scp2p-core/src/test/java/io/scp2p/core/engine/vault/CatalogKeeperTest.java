package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.FileId;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.keys.MemoryState;
import io.scp2p.core.vault.Keys;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.vault.catalog.Catalog;
import io.scp2p.core.vault.catalog.FileEntry;
import io.scp2p.core.vault.catalog.FileHeader;
import io.scp2p.core.vault.catalog.Naming;
import io.scp2p.core.wire.Bytes;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in the catalog is durable, and a change of it happens whole or not at all. */
class CatalogKeeperTest {
  private static final FileId OLD = file(1);
  private static final FileId NEW = file(2);
  private static final FileEntry ENTRY =
      FileEntry.of(
          new FileHeader(VaultLayout.of(9, 4, 2), Bytes.wrap(new byte[72]), 1),
          new Naming("holiday", 4_000, 1, Bytes.wrap(new byte[8])));

  private final MemoryState state = new MemoryState();
  private final Queue<Runnable> work = new ArrayDeque<>();
  private final SigningKey owner = SigningKey.generate(Entropy.system());
  private final SigningKey node = SigningKey.generate(Entropy.system());
  private CatalogKeeper keeper;

  @BeforeEach
  void begin() {
    keeper = restarted();
  }

  private static FileId file(int number) {
    byte[] id = new byte[FileId.LENGTH];
    id[0] = (byte) number;
    return FileId.of(id);
  }

  /** All on the thread of the test; what is offloaded is done when the test says so. */
  private final class Here implements Loop {
    @Override
    public void post(Runnable action) {
      action.run();
    }

    @Override
    public Timer at(long deadlineNanos, Runnable action) {
      throw new AssertionError("nothing is timed");
    }

    @Override
    public TimeSource time() {
      return TimeSource.system();
    }
  }

  private void work() {
    for (Runnable next = work.poll(); next != null; next = work.poll()) {
      next.run();
    }
  }

  private CatalogKeeper restarted() {
    Loop loop = new Here();
    VaultParts parts =
        new VaultParts(
            loop,
            new Offload(loop, work::add),
            loop.time(),
            Entropy.system(),
            null,
            node,
            state,
            null,
            Path.of(""),
            null,
            null,
            NodeConfig.builder().build().vault(),
            UUID::randomUUID);
    CatalogKeeper made = new CatalogKeeper(parts, null, new OwnerStore(state), owner);
    made.load();
    work();
    assertThat(made.loaded()).isCompletedWithValue(true);
    return made;
  }

  private void failed(CompletableFuture<Boolean> change, ErrorCode code) {
    assertThatThrownBy(change::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            Scp2pException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.getMessage()).contains(code.remedy());
            });
  }

  private Map<FileId, FileEntry> replacement() {
    Map<FileId, FileEntry> news = new HashMap<>();
    news.put(OLD, ENTRY.deleted(5));
    news.put(NEW, ENTRY);
    return news;
  }

  @Test
  void aFileAndWhatItReplacesAreOfTwoPagesButOneWrite() throws Exception {
    assertThat(Catalog.pageOf(OLD)).isNotEqualTo(Catalog.pageOf(NEW));
    keeper.change(Map.of(OLD, ENTRY));
    work();
    for (int batches = 0; batches < 2; batches++) {
      state.failAfter(batches);
      CompletableFuture<Boolean> change = keeper.change(replacement());
      work();
      boolean old = restarted().catalog().files().get(OLD).isWhole();
      boolean fresh = restarted().catalog().files().containsKey(NEW);
      assertThat(old).as("after %s batches one of them is there", batches).isNotEqualTo(fresh);
      assertThat(keeper.catalog()).isEqualTo(restarted().catalog());
      if (old) {
        failed(change, ErrorCode.STORE_FAILED);
      } else {
        assertThat(change).isCompletedWithValue(true);
      }
      assertThat(fresh).isEqualTo(batches == 1);
    }
    assertThat(state.lastDurability()).isEqualTo(Durability.POWER);
  }

  @Test
  void nobodySeesAChangeBeforeItIsDurable() {
    CompletableFuture<Boolean> change = keeper.change(Map.of(OLD, ENTRY));
    CompletableFuture<Boolean> settled = keeper.written();
    assertThat(keeper.catalog().files()).isEmpty();
    assertThat(settled).isNotDone();
    work();
    assertThat(change).isCompletedWithValue(true);
    assertThat(settled).isDone();
    assertThat(keeper.catalog().files()).containsOnlyKeys(OLD);
  }

  @Test
  void afterAFailureTheNextChangesAreMadeInTheirOrder() {
    state.failAfter(0);
    CompletableFuture<Boolean> first = keeper.change(Map.of(OLD, ENTRY));
    CompletableFuture<Boolean> second =
        keeper.change(
            known -> known.files().containsKey(OLD) ? Map.of() : Map.of(NEW, ENTRY.deleted(3)));
    work.remove().run();
    state.restart();
    CompletableFuture<Boolean> third = keeper.change(known -> Map.of(OLD, known.files().get(NEW)));
    work();
    failed(first, ErrorCode.STORE_FAILED);
    assertThat(second).isCompletedWithValue(true);
    assertThat(third).isCompletedWithValue(true);
    assertThat(keeper.catalog().files().get(OLD).deletedAtMillis()).isEqualTo(3);
    assertThat(restarted().catalog()).isEqualTo(keeper.catalog());
  }

  /** Files of one page whose names take two kilobytes each. */
  private static Map<FileId, FileEntry> crowd(int page, int count) {
    Naming name = new Naming("\u00e9".repeat(1_024), 4_000, 1, Bytes.wrap(new byte[8]));
    Map<FileId, FileEntry> crowd = new HashMap<>();
    for (int i = 0; i < count; i++) {
      byte[] id = new byte[FileId.LENGTH];
      id[0] = (byte) page;
      id[1] = (byte) i;
      id[2] = (byte) (i >> 8);
      crowd.put(FileId.of(id), ENTRY.named(name));
    }
    return crowd;
  }

  @Test
  void aFullPageIsToldAsSuchAndDeletingStillWorks() {
    Map<FileId, FileEntry> crowd = crowd(1, 230);
    CompletableFuture<Boolean> fits = keeper.change(crowd);
    CompletableFuture<Boolean> tooMany = keeper.change(crowd(1, 270));
    FileId one = crowd.keySet().iterator().next();
    CompletableFuture<Boolean> deletion = keeper.change(Map.of(one, ENTRY.deleted(7)));
    work();
    assertThat(fits).isCompletedWithValue(true);
    failed(tooMany, ErrorCode.CATALOG_FULL);
    assertThat(deletion).isCompletedWithValue(true);
    assertThat(keeper.catalog().files()).hasSize(230);
    assertThat(restarted().catalog()).isEqualTo(keeper.catalog());
  }

  @Test
  void aNewFileGoesToAPageWithRoomAndIsRefusedWhenThereIsNone() {
    Map<FileId, FileEntry> all = new HashMap<>();
    for (int page = 0; page < 63; page++) {
      all.putAll(crowd(page, 215));
    }
    Catalog crowded = Catalog.EMPTY.with(all);
    for (int i = 0; i < 3; i++) {
      FileId id = Puts.idWithRoom(crowded, 6, 10, Keys.entropy(i));
      assertThat(Catalog.pageOf(id)).isEqualTo(63);
    }
    all.putAll(crowd(63, 215));
    assertThatThrownBy(() -> Puts.idWithRoom(Catalog.EMPTY.with(all), 6, 10, Keys.entropy(1)))
        .isInstanceOfSatisfying(
            Scp2pException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CATALOG_FULL));
  }

  @Test
  void whatIsKnownAlreadyIsNotWritten() {
    keeper.change(Map.of(OLD, ENTRY));
    work();
    int before = state.applied();
    assertThat(keeper.change(Map.of(OLD, ENTRY))).isCompletedWithValue(true);
    assertThat(state.applied()).isEqualTo(before);
  }
}
