package io.scp2p.core.engine.crash;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.Subscription;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/** What both kinds of children do: a node whose promises are printed, a line each. */
final class Child implements AutoCloseable {
  private static final Duration SOON = Duration.ofMinutes(3);

  final Scp2pNode node;

  Child(Path home) {
    long start = System.nanoTime();
    node =
        Scp2pNode.builder()
            .home(home)
            .transports(List.of(Seed.tcp()))
            .config(
                NodeConfig.builder()
                    .network(n -> n.listen(false).lanDiscovery(false).portMapping(false))
                    .events(events -> events.progressPerSecond(1_000))
                    .build())
            .start();
    say("OPEN", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    for (Subscription each : await(node.subscriptions().list().collectList())) {
      say("IS-FOLLOWED", each.shareId(), each.plan().weight());
    }
  }

  /** Said in one piece; what the process says just before its death may be cut. */
  static void say(Object... words) {
    StringBuilder line = new StringBuilder();
    for (Object word : words) {
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    System.out.print(line.append('\n'));
    System.out.flush();
  }

  static <T> T await(Mono<T> answer) {
    T value = answer.block(SOON);
    if (value == null) {
      throw new IllegalStateException("no answer");
    }
    return value;
  }

  /** Waits for an answer without a value. */
  static void done(Mono<Void> answer) {
    answer.block(SOON);
  }

  /** Follows a share, which is promised once it is said to be followed. */
  void follow(ShareLink link, double weight) {
    say("FOLLOWING", link.shareId(), weight);
    await(node.subscriptions().follow(FollowPlan.of(link).withWeight(weight)));
    say("FOLLOWED", link.shareId(), weight);
  }

  @Override
  public void close() {
    node.close();
    say("CLOSED");
  }
}
