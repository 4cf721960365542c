package io.scp2p.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scp2p.api.contract.Waiter;
import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import io.scp2p.store.SmallDisk;
import io.scp2p.store.file.FileBlobStoreProvider;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a disk that is full, and on one that may not be written to. */
class FullDiskIT {
  private static final int MAX_BATCHES = 200_000;

  @TempDir Path folder;

  @Test
  void aFullDiskIsSaidSoAndTheStoreGoesOnWhenThereIsRoomAgain() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "size=24m")) {
      Path ballast = Files.write(disk.path().resolve("ballast"), new byte[16 << 20]);
      Path home = disk.path().resolve("home");
      int written;
      try (StateStore store = Homes.open(home)) {
        int last = writeUntilFull(store);
        assertThat(Homes.wholeBatches(store)).as("reading goes on").isEqualTo(last);
        Files.delete(ballast);
        assertThat(Waiter.realTime().await(() -> writes(store, last), Duration.ofSeconds(30)))
            .isTrue();
        written = last + 1;
        for (; written < last + 100; written++) {
          Homes.write(store, written, Durability.POWER);
        }
      }
      try (StateStore store = Homes.open(home)) {
        assertThat(Homes.wholeBatches(store)).isEqualTo(written);
      }
    }
  }

  @Test
  void aStoreClosedOnAFullDiskHasEverythingThatWasAcknowledged() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "size=24m")) {
      Path ballast = Files.write(disk.path().resolve("ballast"), new byte[16 << 20]);
      Path home = disk.path().resolve("home");
      StateStore store = Homes.open(home);
      int last = writeUntilFull(store);
      try {
        store.close();
      } catch (StoreException e) {
        assertThat(e.reason()).isEqualTo(Reason.FULL);
      }
      Files.delete(ballast);
      try (StateStore again = Homes.open(home)) {
        assertThat(Homes.wholeBatches(again)).isEqualTo(last);
      }
    }
  }

  private static int writeUntilFull(StateStore store) throws StoreException {
    for (int next = 0; next < MAX_BATCHES; next++) {
      try {
        Homes.write(store, next, Durability.PROCESS);
      } catch (StoreException e) {
        assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.FULL);
        return next;
      }
    }
    throw new AssertionError("the disk was never full");
  }

  private static boolean writes(StateStore store, int batch) {
    try {
      Homes.write(store, batch, Durability.PROCESS);
      return true;
    } catch (StoreException e) {
      assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.FULL);
      return false;
    }
  }

  @Test
  void aDiskThatFillsUnderAPartialLosesNothingThatWasWritten() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "size=8m");
        BlobStore blobs = new FileBlobStoreProvider().create(4)) {
      PartialBlob partial = blobs.create(disk.path().resolve("a"), 6 << 20);
      partial.write(0, ByteBuffer.wrap(Homes.value(1)));
      Path ballast = disk.path().resolve("ballast");
      Files.write(ballast, new byte[5 << 20]);
      ByteBuffer large = ByteBuffer.allocate(5 << 20);
      StoreException full =
          catchThrowableOfType(StoreException.class, () -> partial.write(1 << 20, large));
      assertThat(full.reason()).isEqualTo(Reason.FULL);
      ByteBuffer seen = ByteBuffer.allocate(Homes.value(1).length);
      partial.read(0, seen);
      assertThat(seen.array()).isEqualTo(Homes.value(1));
      Files.delete(ballast);
      partial.write(1 << 20, large.clear());
      assertThat(partial.commit(false)).hasSize(6 << 20);
    }
  }

  @Test
  void aDiskThatMayNotBeWrittenToIsDenied() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "size=8m")) {
      Path home = disk.path().resolve("home");
      Homes.open(home).close();
      disk.remount("ro");
      for (Path each : List.of(home, disk.path().resolve("other"))) {
        assertThatThrownBy(() -> Homes.open(each))
            .isInstanceOfSatisfying(
                StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DENIED))
            .hasMessageContaining(each.toString());
      }
      try (BlobStore blobs = new FileBlobStoreProvider().create(4)) {
        assertThatThrownBy(() -> blobs.create(disk.path().resolve("a"), 1))
            .isInstanceOfSatisfying(
                StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DENIED));
      }
    }
  }
}
