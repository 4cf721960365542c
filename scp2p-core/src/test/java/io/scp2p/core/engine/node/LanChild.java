package io.scp2p.core.engine.node;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.event.PeerEvent;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.peer.Peer;
import io.scp2p.api.share.SharePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * So many nodes with the default settings, for the process of {@link LanNodesIT}: says who they
 * are, and whom each of them has found. Ends when its input does, or after two minutes.
 */
final class LanChild {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private LanChild() {}

  /** Takes how many. */
  public static void main(String[] args) throws InterruptedException {
    List<Scp2pNode> nodes = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[0]); i++) {
      NodeConfig config = NodeConfig.builder().network(n -> n.portMapping(false)).build();
      Scp2pNode node = Scp2pNode.builder().inMemory().config(config).start();
      nodes.add(node);
      NodeId self = node.identity().self().id();
      node.events(0)
          .ofType(PeerEvent.FoundNearby.class)
          .subscribe(event -> say("NEARBY " + self + " " + event.peer()));
      node.shares().publish(SharePlan.text("of " + i, "found").build()).block(PATIENCE);
      say("NODE " + node.identity().self().id());
    }
    Thread watch = new Thread(() -> watch(nodes));
    watch.setDaemon(true);
    watch.start();
    CountDownLatch over = new CountDownLatch(1);
    Thread input = new Thread(() -> drain(over));
    input.setDaemon(true);
    input.start();
    boolean told = over.await(120, TimeUnit.SECONDS);
    nodes.parallelStream().forEach(Scp2pNode::close);
    say("CLOSED " + told);
  }

  private static void drain(CountDownLatch over) {
    try {
      while (System.in.read() >= 0) {
        continue;
      }
    } catch (java.io.IOException gone) {
      say("INPUT " + gone);
    }
    over.countDown();
  }

  private static void watch(List<Scp2pNode> nodes) {
    Set<String> said = new HashSet<>();
    CountDownLatch never = new CountDownLatch(1);
    try {
      do {
        for (Scp2pNode node : nodes) {
          NodeId self = node.identity().self().id();
          for (Peer peer :
              node.peers().local().collectList().blockOptional(PATIENCE).orElseThrow()) {
            peer.addresses().stream() // None, if it has dialled us and was not dialled yet.
                .map(at -> "FOUND " + self + " " + peer.id() + " " + at.endpoint().address())
                .filter(said::add)
                .forEach(LanChild::say);
          }
        }
      } while (!never.await(200, TimeUnit.MILLISECONDS));
    } catch (InterruptedException | RuntimeException closed) {
      say("ENDS " + closed);
    }
  }

  private static synchronized void say(String line) {
    System.out.print(line + "\n");
    System.out.flush();
  }
}
