package io.scp2p.core.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.PeerEvent;
import io.scp2p.api.event.SecurityEvent;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.peer.Peer;
import io.scp2p.api.peer.PinState;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.TransportKind;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is there, who is let in, and who is not whom an address had promised. */
@Timeout(300)
class NodePeersIT {
  @TempDir Path root;

  private Fleet fleet;
  private Scp2pNode other;
  private Scp2pNode node;
  private BootstrapAddress address;

  @BeforeEach
  void prepare() {
    fleet = new Fleet(root, TransportKind.TCP);
    other = fleet.start("other");
    node = fleet.start("node");
    address = addressOf(other);
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private static BootstrapAddress addressOf(Scp2pNode node) {
    Share share = Fleet.publish(node, SharePlan.text("a.txt", "a").build());
    return share.shareLink().bootstrap().get(0);
  }

  private List<NodeId> connected(Scp2pNode of) {
    return of.peers()
        .list()
        .filter(Peer::isConnected)
        .map(Peer::id)
        .collectList()
        .block(Fleet.PATIENCE);
  }

  private void awaitPeers(Scp2pNode of, int count) {
    assertTrue(Waiter.realTime().await(() -> connected(of).size() == count, Fleet.PATIENCE));
  }

  @Test
  void aPeerIsConnectedNamedAndDisconnected() {
    NodeId id = other.identity().self().id();
    Peer peer = Fleet.get(node.peers().connect(address));
    assertEquals(id, peer.id());
    assertEquals(List.of(id), connected(node));
    assertEquals(id, Fleet.get(node.peers().get(id)).id());
    awaitPeers(other, 1);
    assertEquals(
        List.of(id),
        node.events(0)
            .ofType(PeerEvent.Connected.class)
            .map(PeerEvent.Connected::peer)
            .take(1)
            .collectList()
            .block(Fleet.PATIENCE));

    node.peers().disconnect(id).block(Fleet.PATIENCE);

    awaitPeers(node, 0);
    awaitPeers(other, 0);
    Peer remembered = Fleet.get(node.peers().get(id));
    assertFalse(remembered.isConnected());
    assertTrue(remembered.reputation() > 0);
    assertEquals(
        List.of(id), node.peers().list().map(Peer::id).collectList().block(Fleet.PATIENCE));
    node.peers().forget(id).block(Fleet.PATIENCE);
    assertEquals(ErrorCode.UNKNOWN_PEER, Fleet.failure(node.peers().get(id)));
    assertEquals(id, Fleet.get(node.peers().connect(address)).id());
  }

  @Test
  void whoIsBlockedStaysOutUntilThatIsLifted() {
    NodeId id = other.identity().self().id();
    Fleet.get(node.peers().connect(address));

    node.peers().block(id).block(Fleet.PATIENCE);
    awaitPeers(node, 0);
    awaitPeers(other, 0);
    BootstrapAddress ours = addressOf(node);
    assertEquals(ErrorCode.PEER_REFUSED, Fleet.failure(other.peers().connect(ours)));
    awaitPeers(node, 0);

    node.peers().unblock(id).block(Fleet.PATIENCE);
    // What was turned away a moment ago may still look like a session to the other side.
    Fleet.get(other.peers().connect(ours));
    awaitPeers(node, 1);
    assertEquals(List.of(id), connected(node));
  }

  @Test
  void whoIsBlockedIsStillSoAfterARestart() {
    NodeId id = other.identity().self().id();
    Fleet.get(node.peers().connect(address));
    node.peers().block(id).block(Fleet.PATIENCE);
    node.close();

    Scp2pNode again = fleet.start("node");

    assertEquals(PinState.BLOCKED, Fleet.get(again.peers().get(id)).pin());
    BootstrapAddress ours = addressOf(again);
    other.peers().connect(ours).onErrorComplete().block(Fleet.PATIENCE);
    awaitPeers(again, 0);
    again.peers().unblock(id).block(Fleet.PATIENCE);
    assertEquals(id, Fleet.get(again.peers().connect(address)).id());
  }

  @Test
  void aKeyIsConfirmedWhoseNameWasGivenAndIsStillSoAfterARestart() {
    NodeId id = other.identity().self().id();
    BootstrapAddress nameless =
        new BootstrapAddress(address.transport(), address.ip(), address.port(), null);
    assertEquals(PinState.FIRST_CONTACT, Fleet.get(node.peers().connect(nameless)).pin());
    assertEquals(PinState.CONFIRMED, Fleet.get(node.peers().connect(address)).pin());
    node.close();

    Scp2pNode again = fleet.start("node");
    assertEquals(PinState.CONFIRMED, Fleet.get(again.peers().connect(nameless)).pin());
    again.peers().forget(id).block(Fleet.PATIENCE);
    assertNotEquals(PinState.CONFIRMED, Fleet.get(again.peers().connect(nameless)).pin());
  }

  @Test
  void theKeyThatALinkNamesIsConfirmed() {
    Share share = Fleet.publish(other, SharePlan.text("a.txt", "a").build());
    Fleet.follow(node, share.shareLink());
    assertEquals(
        PinState.CONFIRMED, Fleet.get(node.peers().get(other.identity().self().id())).pin());
  }

  @Test
  void somebodyElseAtAnAddressIsNamedAndRefused() {
    List<SecurityEvent.IdentityMismatch> mismatches = new CopyOnWriteArrayList<>();
    node.events().ofType(SecurityEvent.IdentityMismatch.class).subscribe(mismatches::add);
    BootstrapAddress wrong =
        new BootstrapAddress(
            address.transport(), address.ip(), address.port(), node.identity().self().key());

    Scp2pException refused = Fleet.thrown(node.peers().connect(wrong));

    assertTrue(
        Waiter.realTime().await(() -> mismatches.size() == 1, Fleet.PATIENCE),
        refused.getMessage());
    assertEquals(ErrorCode.IDENTITY_MISMATCH, refused.code(), refused.getMessage());
    assertEquals(other.identity().self().key(), mismatches.get(0).actual());
    assertEquals(List.of(), connected(node));
  }

  @Test
  void anotherNodeAtAPinnedAddressIsRefusedUntilAPersonSaysSo() {
    Fleet.get(
        node.peers()
            .connect(
                new BootstrapAddress(address.transport(), address.ip(), address.port(), null)));
    other.close();
    Scp2pNode stranger =
        fleet.start(
            "stranger",
            network -> Fleet.atPort(network, address.port()),
            config -> config,
            parts -> parts);
    BootstrapAddress bare =
        new BootstrapAddress(address.transport(), address.ip(), address.port(), null);

    assertEquals(ErrorCode.PIN_MISMATCH, Fleet.failure(node.peers().connect(bare)));

    node.peers().confirmKey(bare, stranger.identity().self().key()).block(Fleet.PATIENCE);
    assertEquals(stranger.identity().self().id(), Fleet.get(node.peers().connect(bare)).id());
  }
}
