package io.scp2p.core.engine.node;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.core.engine.EventLoop;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingMethod;

/**
 * A process in which every call that blocks the loop or a thread of the network is said: two nodes
 * live through most of what nodes do. Arguments: a folder, and whether something that blocks is
 * planted.
 */
final class WatchedLife {
  /** Threads that must never wait: by how their names begin. */
  private static final List<String> NEVER_WAIT = List.of("scp2p-loop", "scp2p-tcp");

  private static final int FRAMES = 24;
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private WatchedLife() {}

  public static void main(String... arguments) throws Exception {
    watch();
    if (Boolean.parseBoolean(arguments[1])) {
      plant();
    }
    Path disk = Path.of(arguments[0]);
    try (PublishedThings things = new PublishedThings(disk)) {
      things
          .cases()
          .forEach(
              (name, each) ->
                  each.flux().apply(things.open()).take(5).onErrorComplete().blockLast());
      more(things.open(), disk);
    }
    System.out.println("LIVED");
  }

  private static void watch() {
    BlockHound.builder()
        .loadIntegrations()
        .nonBlockingThreadPredicate(
            others ->
                others.or(thread -> NEVER_WAIT.stream().anyMatch(thread.getName()::startsWith)))
        // The one place where the loop sleeps: when it has nothing to do.
        .allowBlockingCallsInside(EventLoop.class.getName(), "sleep")
        // The kernel's random numbers: a read that waits for nothing once the machine has started.
        .allowBlockingCallsInside("sun.security.provider.NativePRNG$RandomIO", "readFully")
        // A hand-over to a pool: locks of the JDK, held for a few instructions.
        .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "execute")
        // What the agent does not know by itself: files through NIO, and the state store.
        .markAsBlocking("sun.nio.ch.FileDispatcherImpl", "pread0", "(Ljava/io/FileDescriptor;JIJ)I")
        .markAsBlocking(
            "sun.nio.ch.FileDispatcherImpl", "pwrite0", "(Ljava/io/FileDescriptor;JIJ)I")
        .markAsBlocking("sun.nio.ch.FileDispatcherImpl", "force0", "(Ljava/io/FileDescriptor;Z)I")
        .markAsBlocking("sun.nio.fs.UnixNativeDispatcher", "open0", "(JII)I")
        .markAsBlocking("sun.nio.fs.UnixNativeDispatcher", "unlink0", "(J)V")
        .markAsBlocking("sun.nio.fs.UnixNativeDispatcher", "rename0", "(JJ)V")
        .markAsBlocking("org.rocksdb.RocksDB", "write0", "(JJJ)V")
        .markAsBlocking("org.rocksdb.RocksDB", "get", "(JJ[BII)[B")
        .markAsBlocking("org.rocksdb.RocksDB", "get", "(JJ[BIIJ)[B")
        .markAsBlocking("org.rocksdb.RocksDB", "iterator", "(JJJ)J")
        .blockingMethodCallback(WatchedLife::say)
        .install();
  }

  /** Once for each place, so that a thread goes on and shows the next. */
  private static void say(BlockingMethod method) {
    String where =
        Arrays.stream(Thread.currentThread().getStackTrace())
            .map(StackTraceElement::toString)
            .filter(frame -> !frame.contains("blockhound") && !frame.contains("WatchedLife.say"))
            .skip(1)
            .limit(FRAMES)
            .collect(Collectors.joining(" < "));
    if (SAID.add(where)) {
      System.out.println(
          "BLOCKED " + Thread.currentThread().getName() + " " + method + " at " + where);
    }
  }

  private static void plant() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    try (EventLoop loop = new EventLoop("scp2p-loop", TimeSource.system())) {
      loop.post(
          () -> {
            LockSupport.parkNanos(1);
            done.countDown();
          });
      if (!done.await(10, TimeUnit.SECONDS)) {
        throw new AssertionError("the loop does nothing");
      }
    }
  }

  /** What changes things, and takes them away again. */
  private static void more(PublishedThings.Side nodes, Path disk) {
    Scp2pNode reader = nodes.reader();
    Scp2pNode publisher = nodes.publisher();
    publisher
        .shares()
        .list()
        .take(1)
        .doOnNext(
            share -> {
              Download download =
                  reader
                      .downloads()
                      .start(DownloadPlan.share(share.id()).into(disk.resolve("again")));
              download.pause().onErrorComplete().block(Fleet.PATIENCE);
              download.resume().onErrorComplete().block(Fleet.PATIENCE);
              download.cancel().block(Fleet.PATIENCE);
              reader.downloads().forget(download.id()).block(Fleet.PATIENCE);
              reader.subscriptions().unfollow(share.id()).block(Fleet.PATIENCE);
              publisher.shares().unpublish(share.id()).block(Fleet.PATIENCE);
            })
        .collectList()
        .block(Fleet.PATIENCE);
    reader.vault().list().doOnNext(file -> reader.vault().delete(file.id()).block()).blockLast();
    reader
        .communities()
        .list()
        .doOnNext(c -> reader.communities().leave(c.id()).block())
        .blockLast();
    reader.diagnostics().snapshot().block(Fleet.PATIENCE);
  }
}
