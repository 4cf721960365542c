package io.scp2p.core.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.share.Share;
import io.scp2p.api.spi.TransportKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose threads are whose. */
class QuicThreadsIT {
  /** The transport waits for all of its group when it closes: for seconds, if others are in it. */
  @Test
  void noThreadOfTheNodeIsInTheGroupOfTheTransport(@TempDir Path folder) throws Exception {
    try (Fleet two = new Fleet(folder, TransportKind.QUIC)) {
      Scp2pNode publisher = two.start("publisher");
      Share share = Fleet.publish(publisher, Trees.sample(folder.resolve("tree")));
      Scp2pNode reader = two.start("reader");
      Fleet.follow(reader, share.shareLink());
      Fleet.download(reader, share, folder.resolve("copy"));
      Set<Thread> all = Thread.getAllStackTraces().keySet();
      assertTrue(all.stream().anyMatch(QuicThreadsIT::isInTransport), "nobody serves QUIC");
      List<String> strangers =
          all.stream()
              .filter(QuicThreadsIT::isInTransport)
              .map(Thread::getName)
              .filter(name -> name.startsWith("scp2p-work") || name.startsWith("scp2p-signal"))
              .toList();
      assertEquals(List.of(), strangers);
    }
  }

  private static boolean isInTransport(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group != null && group.getName().equals("scp2p-quic");
  }
}
