package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.Peer;
import io.scp2p.api.peer.Peers;
import io.scp2p.examples.node.daemon.http.Call;
import io.scp2p.examples.node.daemon.http.Fields;
import io.scp2p.examples.node.daemon.http.Routes;

/** Other nodes. */
final class PeerRoutes {
  private static final Fields ADDRESS =
      Fields.of().need("address", Fields.Kind.STRING, "such as tcp://192.0.2.1:7001@key").build();

  private static final Fields KEY =
      Fields.of()
          .need("address", Fields.Kind.STRING, "as it was entered")
          .need("key", Fields.Kind.STRING, "to trust from now on")
          .build();

  private PeerRoutes() {}

  static void register(Routes routes, Context context) {
    Peers peers = context.node().peers();
    routes
        .get("/peers", "Known nodes, connected ones first")
        .list(Peer.class)
        .to(call -> call.range().of(peers.list(), peer -> peer.id().hex()));
    routes
        .get("/peers/local", "Nodes found in the local network")
        .list(Peer.class)
        .to(call -> call.range().of(peers.local(), peer -> peer.id().hex()));
    routes
        .post("/peers", "Connects to a node and remembers it")
        .takes(ADDRESS)
        .gives(201, Peer.class)
        .to(
            call ->
                call.body()
                    .map(body -> body.needParsed("address", BootstrapAddress::parse))
                    .flatMap(peers::connect));
    routes
        .put("/peers/keys", "Confirms another key for an address: ask a person first")
        .takes(KEY)
        .to(
            call ->
                call.body()
                    .flatMap(
                        body ->
                            peers.confirmKey(
                                body.needParsed("address", BootstrapAddress::parse),
                                body.needParsed("key", NodeKey::parse))));
    routes.get("/peers/{nodeId}", "One node").gives(Peer.class).to(call -> peers.get(id(call)));
    routes
        .delete("/peers/{nodeId}", "Forgets a node, its pin included")
        .to(call -> peers.forget(id(call)));
    routes
        .post("/peers/{nodeId}/disconnect", "Ends the sessions with a node")
        .takes(Fields.NONE)
        .to(call -> peers.disconnect(id(call)));
    routes
        .put("/peers/{nodeId}/block", "Refuses a node from now on")
        .takes(Fields.NONE)
        .to(call -> peers.block(id(call)));
    routes
        .delete("/peers/{nodeId}/block", "Admits a node again")
        .to(call -> peers.unblock(id(call)));
    routes
        .get("/peers/{nodeId}/shares", "What a node lists")
        .list(PublicShareView.class)
        .to(
            call ->
                call.range()
                    .ofAny(
                        PublicShareView.of(
                            context.node(), context.node().subscriptions().browse(id(call))),
                        share -> share.id().hex()));
  }

  private static NodeId id(Call call) {
    return call.path("nodeId", NodeId::parse);
  }
}
