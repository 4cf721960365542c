package io.scp2p.core.engine.node;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.diagnostics.PortMappingReport;
import io.scp2p.api.diagnostics.ReachabilityReport;
import io.scp2p.api.event.ReachabilityEvent;
import io.scp2p.api.share.SharePlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A node with the default settings in the home of a {@code RouterLab}: says how it is reached. */
final class MappedNodeChild {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private MappedNodeChild() {}

  /** Takes the file that ends it. */
  public static void main(String[] args) {
    Scp2pNode node = Scp2pNode.builder().inMemory().start();
    // From the journal: the router may have answered before anybody could subscribe.
    var unused =
        node.events(0).ofType(ReachabilityEvent.class).subscribe(event -> say("EVENT " + event));
    boolean settled = Waiter.realTime().await(() -> isSettled(report(node)), PATIENCE);
    ReachabilityReport report = report(node);
    say("VERDICT " + report.verdict() + " " + settled);
    say("MAPPING " + report.portMapping());
    say("ENDPOINTS " + report.endpoints());
    report.findings().forEach(finding -> say("FINDING " + finding));
    say("LINK " + node.shares().publish(SharePlan.text("a", "b").build()).block(PATIENCE).link());
    say("READY");
    boolean told =
        Waiter.realTime().await(() -> Files.exists(Path.of(args[0])), Duration.ofSeconds(90));
    node.close();
    say("CLOSED " + told);
  }

  /** The router has given both ports, or has answered in none of its languages. */
  private static boolean isSettled(ReachabilityReport report) {
    return report.portMapping().state() == PortMappingReport.State.NOT_OFFERED
        || (report.verdict() == ReachabilityReport.Verdict.PUBLIC
            && report.portMapping().ports().size() == 2);
  }

  private static ReachabilityReport report(Scp2pNode node) {
    return node.diagnostics().reachability().blockOptional(PATIENCE).orElseThrow();
  }

  private static synchronized void say(String line) {
    System.out.print(line + "\n");
    System.out.flush();
  }
}
