package io.scp2p.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.contract.BlobStoreContract;
import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.SourceBlob;
import io.scp2p.api.spi.StoreException.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileBlobStoreTest extends BlobStoreContract {
  @Override
  protected BlobStore create(int maxOpenFiles) {
    return new FileBlobStoreProvider().create(maxOpenFiles);
  }

  @Test
  void neverMoreFilesAreOpenThanAllowed() throws Exception {
    OpenFiles files = ((FileBlobStore) store).files();
    List<SourceBlob> sources = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      sources.add(store.open(Files.write(folder.resolve("f" + i), random(i, 64))));
    }
    inParallel(
        8,
        thread -> {
          for (int i = 0; i < 500; i++) {
            sources.get((i * 7 + thread) % 20).read(0, ByteBuffer.allocate(64));
            assertThat(files.openFiles()).isBetween(0, 4);
          }
        });
    assertThat(files.openFiles()).isEqualTo(4);
    store.close();
    assertThat(files.openFiles()).isZero();
  }

  @Test
  void aCommitThatEndedBetweenTheTwoNamesIsFinishedByTheNext() throws Exception {
    Path target = folder.resolve("a");
    PartialBlob partial = store.create(target, 10);
    partial.write(0, ByteBuffer.wrap(random(1, 10)));
    partial.close();
    Files.createLink(target, partial.file());

    PartialBlob again = store.reopen(partial.file(), target, 10);
    assertThat(again.commit(false)).hasBinaryContent(random(1, 10));
    assertThat(partial.file()).doesNotExist();
  }

  @Test
  void withoutSecondNamesTheTargetIsReservedFirst() throws Exception {
    Path target = folder.resolve("a");
    PartialBlob one = store.create(target, 10);
    one.write(0, ByteBuffer.wrap(random(1, 10)));
    new FinalName(one.file(), target).reserveAndMove();
    assertThat(target).hasBinaryContent(random(1, 10));
    PartialBlob two = store.create(target, 10);
    assertFails(Reason.EXISTS, new FinalName(two.file(), target)::reserveAndMove);
    assertThat(target).hasBinaryContent(random(1, 10));
  }

  @Test
  void aReservationIsGivenBackWhenTheMoveFails() throws Exception {
    Path target = folder.resolve("a");
    PartialBlob partial = store.create(target, 10);
    Files.delete(partial.file());
    assertFails(Reason.MISSING, new FinalName(partial.file(), target)::reserveAndMove);
    assertThat(target).doesNotExist();
  }

  @Test
  void aLargePartialIsSparse() throws Exception {
    long size = 1L << 32;
    PartialBlob partial = store.create(folder.resolve("large"), size);
    assertThat(Files.size(partial.file())).isEqualTo(size);
    Object blocks = Files.getAttribute(partial.file(), "unix:nlink"); // The view exists on unix.
    assertThat(blocks).isEqualTo(1);
    partial.write(size - 5, ByteBuffer.wrap(random(1, 5)));
    ByteBuffer seen = ByteBuffer.allocate(5);
    partial.read(size - 5, seen);
    assertThat(seen.array()).isEqualTo(random(1, 5));
    partial.discard();
  }
}
