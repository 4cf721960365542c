package io.scp2p.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.contract.Waiter;
import io.scp2p.api.spi.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private PooledFile file(String name) throws IOException {
    Path path = Files.write(folder.resolve(name), new byte[10]);
    return new PooledFile(path, Set.of(StandardOpenOption.READ), null);
  }

  private CompletableFuture<Void> async(OpenFiles files, PooledFile file, OpenFiles.Use use) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            files.use(file, use);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        },
        threads);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFileInUseIsNotClosedForAnother() throws Exception {
    OpenFiles files = new OpenFiles(1);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    AtomicReference<FileChannel> first = new AtomicReference<>();
    CompletableFuture<Void> slow =
        async(
            files,
            file("a"),
            channel -> {
              first.set(channel);
              inside.countDown();
              await(leave);
              assertThat(channel.isOpen()).isTrue();
            });
    inside.await();
    CompletableFuture<Void> other = async(files, file("b"), channel -> {});
    CompletableFuture<Void> third = async(files, file("c"), channel -> {});
    assertThat(Waiter.realTime().await(other::isDone, Duration.ofMillis(50))).isFalse();
    assertThat(first.get().isOpen()).isTrue();
    leave.countDown();
    slow.get();
    other.get();
    third.get();
    assertThat(first.get().isOpen()).isFalse();
    assertThat(files.openFiles()).isEqualTo(1);
  }

  @Test
  void theFileUnusedForLongestGoesFirst() throws Exception {
    OpenFiles files = new OpenFiles(2);
    PooledFile a = file("a");
    PooledFile b = file("b");
    AtomicReference<FileChannel> channelOfA = new AtomicReference<>();
    AtomicReference<FileChannel> channelOfB = new AtomicReference<>();
    files.use(a, channelOfA::set);
    files.use(b, channelOfB::set);
    files.use(a, channel -> assertThat(channel).isSameAs(channelOfA.get()));
    files.use(file("c"), channel -> {});
    assertThat(channelOfA.get().isOpen()).isTrue();
    assertThat(channelOfB.get().isOpen()).isFalse();
  }

  @Test
  void usersOfOneFileShareIt() throws Exception {
    OpenFiles files = new OpenFiles(1);
    PooledFile a = file("a");
    CountDownLatch both = new CountDownLatch(2);
    OpenFiles.Use meet =
        channel -> {
          both.countDown();
          await(both);
        };
    CompletableFuture<Void> one = async(files, a, meet);
    CompletableFuture<Void> two = async(files, a, meet);
    assertThat(Waiter.realTime().await(() -> one.isDone() && two.isDone(), LIMIT)).isTrue();
    assertThat(files.openFiles()).isEqualTo(1);
  }

  @Test
  void closingWaitsForUsersAndEndsThoseWhoWait() throws Exception {
    OpenFiles files = new OpenFiles(1);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    CompletableFuture<Void> slow =
        async(
            files,
            file("a"),
            channel -> {
              inside.countDown();
              await(leave);
            });
    inside.await();
    CompletableFuture<Void> waiting = async(files, file("b"), channel -> {});
    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(
            () -> {
              try {
                files.close();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            },
            threads);
    assertThat(Waiter.realTime().await(waiting::isDone, LIMIT)).isTrue();
    assertThat(waiting).isCompletedExceptionally();
    assertThat(closing).isNotDone();
    leave.countDown();
    closing.get();
    slow.get();
    assertThat(files.openFiles()).isZero();
  }

  @Test
  void aFileThatCannotBeOpenedTakesNoPlace() throws Exception {
    OpenFiles files = new OpenFiles(1);
    PooledFile gone = file("a");
    Files.delete(gone.path());
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> files.use(gone, channel -> {})).isInstanceOf(StoreException.class);
    }
    files.use(file("b"), channel -> {});
    assertThat(files.openFiles()).isEqualTo(1);
  }

  @Test
  void workThatFailsGivesItsLeaseBack() throws Exception {
    OpenFiles files = new OpenFiles(1);
    PooledFile a = file("a");
    assertThatThrownBy(
            () ->
                files.use(
                    a,
                    channel -> {
                      throw new IOException("disk");
                    }))
        .hasMessage("disk");
    files.use(file("b"), channel -> {});
    files.retire(a);
    assertThatThrownBy(() -> files.use(a, channel -> {})).isInstanceOf(StoreException.class);
  }

  @Test
  void atLeastOneFileMustBeAllowed() {
    assertThatThrownBy(() -> new OpenFiles(0)).hasMessageContaining("maxOpenFiles");
  }
}
