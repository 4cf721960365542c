package io.scp2p.examples.node.daemon.route;

import io.scp2p.examples.node.daemon.http.Call;
import io.scp2p.examples.node.daemon.http.Fields;
import io.scp2p.examples.node.daemon.http.Gate;
import io.scp2p.examples.node.daemon.http.HttpFailure;
import io.scp2p.examples.node.daemon.http.Reply;
import io.scp2p.examples.node.daemon.http.Route;
import io.scp2p.examples.node.daemon.http.Routes;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Browsers come in and go. */
final class SessionRoutes {
  private SessionRoutes() {}

  static void register(Routes routes, Gate gate) {
    routes
        .outside("GET", "/login", "Sets the cookie of a browser and leads to the interface")
        .open()
        .query("token", "the token of this run")
        .streams(Route.Form.BYTES)
        .to(call -> Mono.fromSupplier(() -> login(gate, call)));
    routes
        .post("/logout", "Ends the cookies of all browsers")
        .takes(Fields.NONE)
        .to(
            call ->
                Mono.fromSupplier(
                    () -> new Reply.Json(204, null, Map.of("Set-Cookie", gate.endCookies()))));
  }

  private static Reply login(Gate gate, Call call) {
    if (gate.isToken(call.query("token").orElse(null))) {
      return Reply.seeOther(
          "/", Map.of("Set-Cookie", gate.setCookie(), "Cache-Control", "no-store"));
    }
    if (gate.knows(call)) {
      // A browser that was let in by an earlier run: the old address is as good as none.
      return Reply.seeOther("/", Map.of("Cache-Control", "no-store"));
    }
    throw HttpFailure.of(
        401,
        "HTTP_UNAUTHORIZED",
        "This address, or this token, is of an earlier run of the daemon or is not whole.",
        "Open the address that 'scp2p run' has printed last; every start makes a new one. The token"
            + " alone is in the file daemon.token in the home of the node.");
  }
}
