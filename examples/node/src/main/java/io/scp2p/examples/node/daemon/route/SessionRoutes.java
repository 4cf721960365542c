package io.scp2p.examples.node.daemon.route;

import io.scp2p.examples.node.daemon.http.Fields;
import io.scp2p.examples.node.daemon.http.Gate;
import io.scp2p.examples.node.daemon.http.HttpFailure;
import io.scp2p.examples.node.daemon.http.Reply;
import io.scp2p.examples.node.daemon.http.Route;
import io.scp2p.examples.node.daemon.http.Routes;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
        .to(call -> Mono.fromSupplier(() -> login(gate, call.query("token").orElse(null))));
    routes
        .post("/logout", "Ends the cookies of all browsers")
        .takes(Fields.NONE)
        .to(
            call ->
                Mono.fromSupplier(
                    () -> new Reply.Json(204, null, Map.of("Set-Cookie", gate.endCookies()))));
  }

  private static Reply login(Gate gate, @Nullable String token) {
    if (!gate.isToken(token)) {
      throw HttpFailure.of(
          401,
          "HTTP_UNAUTHORIZED",
          "This address is of an earlier run of the daemon.",
          "Open the address that 'scp2p run' has printed last.");
    }
    return Reply.seeOther("/", Map.of("Set-Cookie", gate.setCookie(), "Cache-Control", "no-store"));
  }
}
