package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.BlobStoreProvider;
import io.scp2p.api.spi.StateStore;
import io.scp2p.core.engine.RealStore;
import io.scp2p.core.protocol.vault.HeldShard;
import io.scp2p.core.protocol.vault.HolderInput.Result;
import io.scp2p.core.vault.Keys;
import io.scp2p.core.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and rows of shards go together, whatever a crash or somebody else leaves of either. */
class HolderDiskTest {
  @TempDir Path home;

  private final BlobStore blobs =
      ServiceLoader.load(BlobStoreProvider.class).findFirst().orElseThrow().create(16);
  private StateStore state;
  private HolderDisk disk;

  @BeforeEach
  void open() throws Exception {
    state = RealStore.memory();
    disk = start();
  }

  @AfterEach
  void close() throws Exception {
    disk.close();
    blobs.close();
    state.close();
  }

  private Path folder() {
    return home.resolve("shards");
  }

  private HolderDisk start() throws Exception {
    HolderDisk fresh = new HolderDisk(state, blobs, folder());
    fresh.loadShards();
    fresh.tidy();
    return fresh;
  }

  private void restart() throws Exception {
    disk.close();
    disk = start();
  }

  private static HeldShard shard(int number) {
    return new HeldShard(
        Bytes.wrap(Keys.bytes(number, 32)),
        NodeKey.of(Keys.bytes(50, 32)),
        2_048,
        10,
        0,
        1_700_000_000,
        Bytes.EMPTY,
        Bytes.wrap(Keys.bytes(51, 16)));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.sorted().toList();
    }
  }

  private Path fileOf(HeldShard shard) {
    return folder().resolve(shard.shard().hex() + ".held");
  }

  @Test
  void aFileWithoutARowIsDeletedAtTheNextStartAndNothingElseIs() throws Exception {
    assertThat(disk.create(shard(1))).isEqualTo(Result.OK);
    assertThat(files()).containsExactly(fileOf(shard(1)));
    // A kill between the file and its row, now and in the way of an earlier version.
    Files.write(fileOf(shard(2)), new byte[5]);
    Files.write(folder().resolve(".scp2p-0123456789abcdef0123.partial"), new byte[5]);
    // Not ours.
    Path note = Files.write(folder().resolve("note.txt"), new byte[5]);
    Path like = Files.write(folder().resolve("x" + shard(2).shard().hex() + ".held"), new byte[5]);
    Path inside = Files.createDirectory(fileOf(shard(3)));
    restart();
    assertThat(files()).containsExactlyInAnyOrder(fileOf(shard(1)), note, like, inside);
    assertThat(disk.append(shard(1), Bytes.wrap(new byte[2_048]))).isEqualTo(Result.OK);
  }

  @Test
  void aShardWhoseFileIsGoneCanBeDeleted() throws Exception {
    disk.create(shard(1));
    disk.create(shard(2));
    disk.append(shard(1), Bytes.wrap(new byte[2_048]));
    disk.close();
    Files.delete(fileOf(shard(1)));
    disk = start();
    assertThat(disk.erase(List.of(shard(1), shard(2)))).isEqualTo(Result.OK);
    assertThat(disk.loadShards()).isEmpty();
    assertThat(files()).isEmpty();
    // Its id is free again.
    assertThat(disk.create(shard(1))).isEqualTo(Result.OK);
    assertThat(disk.loadShards()).hasSize(1);
  }
}
