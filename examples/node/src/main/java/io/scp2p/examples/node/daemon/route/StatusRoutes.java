package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.ApiVersion;
import io.scp2p.api.config.NodeRole;
import io.scp2p.api.diagnostics.NodeSnapshot;
import io.scp2p.api.diagnostics.ReachabilityReport;
import io.scp2p.api.diagnostics.SessionSnapshot;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.identity.NodeIdentity;
import io.scp2p.examples.node.daemon.http.Fields;
import io.scp2p.examples.node.daemon.http.Reply;
import io.scp2p.examples.node.daemon.http.Route;
import io.scp2p.examples.node.daemon.http.Routes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** How the node is doing. */
final class StatusRoutes {
  /** Asking servers, peers and a router takes some seconds; more is a failure. */
  private static final Duration EXAMINATION = Duration.ofSeconds(60);

  private final Context context;

  private StatusRoutes(Context context) {
    this.context = context;
  }

  /** The node at a glance. */
  record Status(
      NodeIdentity node,
      ApiVersion version,
      Instant startedAt,
      Duration uptime,
      String home,
      String downloads,
      NodeRole role,
      int sessions,
      int knownPeers,
      int transfers,
      int shares,
      int subscriptions,
      long indexedItems,
      long receivedBytes,
      long sentBytes,
      ReachabilityReport reachability,
      List<ErrorCode> problems,
      String run,
      long lastEvent) {}

  /** Numbers and reachability. */
  record Diagnosis(NodeSnapshot snapshot, ReachabilityReport reachability) {}

  static void register(Routes routes, Context context) {
    StatusRoutes here = new StatusRoutes(context);
    routes.get("/status", "The node at a glance").gives(Status.class).to(call -> here.status());
    routes
        .get("/diagnostics", "Numbers of this moment, and everything that has a bound")
        .gives(Diagnosis.class)
        .to(call -> here.diagnosis());
    routes
        .get("/diagnostics/sessions", "Open sessions")
        .list(SessionSnapshot.class)
        .to(
            call ->
                call.range()
                    .of(
                        context.node().diagnostics().sessions(),
                        session -> session.peer().hex() + session.transport()));
    routes
        .get("/diagnostics/reachability", "What is known of the node's reachability")
        .gives(ReachabilityReport.class)
        .to(call -> here.reachability());
    routes
        .post("/diagnostics/reachability", "Finds out anew how others can reach the node")
        .takes(Fields.NONE)
        .gives(ReachabilityReport.class)
        .to(call -> context.node().diagnostics().examine().timeout(EXAMINATION));
    routes
        .get("/metrics", "What the node has measured since its start")
        .gives(Metrics.All.class)
        .to(call -> Mono.fromSupplier(context.metrics()::all));
    routes
        .get("/metrics.txt", "The same in the text format of Prometheus")
        .streams(Route.Form.BYTES)
        .to(call -> Mono.fromSupplier(here::metricsText));
    routes
        .post("/shutdown", "Closes the node and ends the daemon")
        .takes(Fields.NONE)
        .gives(202, Map.class)
        .to(
            call ->
                Mono.fromSupplier(
                    () -> {
                      context.shutdown().run();
                      return Map.of();
                    }));
  }

  private Mono<Status> status() {
    return Mono.zip(context.node().diagnostics().snapshot(), reachability())
        .map(both -> status(both.getT1(), both.getT2()));
  }

  private Status status(NodeSnapshot now, ReachabilityReport reachability) {
    Happenings happenings = context.happenings();
    return new Status(
        context.node().identity().self(),
        now.version(),
        happenings.startedAt(),
        now.uptime(),
        context.home().toString(),
        context.folders().downloads().toString(),
        context.settings().effective().role(),
        now.sessions(),
        now.knownPeers(),
        now.transfers(),
        now.shares(),
        now.subscriptions(),
        now.indexedItems(),
        now.receivedBytes(),
        now.sentBytes(),
        reachability,
        happenings.problems(),
        happenings.run(),
        happenings.newest());
  }

  private Mono<Diagnosis> diagnosis() {
    return Mono.zip(context.node().diagnostics().snapshot(), reachability(), Diagnosis::new);
  }

  private Mono<ReachabilityReport> reachability() {
    return context.node().diagnostics().reachability();
  }

  private Reply metricsText() {
    byte[] bytes = context.metrics().text().getBytes(StandardCharsets.UTF_8);
    return new Reply.Streamed(
        response ->
            response
                .header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .header("Content-Length", Integer.toString(bytes.length))
                .sendByteArray(Mono.just(bytes)));
  }
}
