package io.scp2p.core.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.RelayRoute;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteBookTest {
  private final RouteBook book = new RouteBook(3);

  private static RelayRoute route(int number) {
    PeerAddress relay =
        PeerAddress.direct(
            IpAddress.of((byte) 192, (byte) 0, (byte) 2, (byte) number), 7001, PeerTransport.TCP);
    return new RelayRoute(relay, number, true);
  }

  private static NodeKey key(int number) {
    byte[] bytes = new byte[NodeKey.LENGTH];
    bytes[0] = (byte) number;
    return NodeKey.of(bytes);
  }

  @Test
  void theNewestRouteComesFirstAndOneThatFailedLast() {
    book.heard(key(1), route(1));
    book.heard(key(1), route(2));
    assertThat(book.of(key(1), false, 0)).containsExactly(route(2), route(1));
    book.failed(key(1), route(2), 0);
    assertThat(book.of(key(1), false, 0)).containsExactly(route(1), route(2));
    assertThat(book.of(key(1), false, RouteBook.REST_NANOS)).containsExactly(route(2), route(1));
  }

  @Test
  void aRouteThatFailsAgainAndAgainIsForgotten() {
    book.heard(key(1), route(1));
    long rest = RouteBook.REST_NANOS;
    book.failed(key(1), route(1), 0);
    book.failed(key(1), route(1), rest);
    book.worked(key(1), route(1));
    book.failed(key(1), route(1), 2 * rest);
    book.failed(key(1), route(1), 3 * rest);
    assertThat(book.leadsTo(key(1))).isTrue();
    book.failed(key(1), route(1), 4 * rest);
    assertThat(book.leadsTo(key(1))).isFalse();
    assertThat(book.size()).isZero();
  }

  @Test
  void whatBreaksWithOneConnectionIsOneFailure() {
    book.heard(key(1), route(1));
    for (int i = 0; i < 20; i++) {
      book.failed(key(1), route(1), i);
    }
    assertThat(book.of(key(1), false, 20)).containsExactly(route(1));
  }

  @Test
  void aRelayWithoutContentIsAskedForOtherThings() {
    book.heard(key(1), route(1));
    book.refusedContent(key(1), route(1), 0);
    assertThat(book.of(key(1), true, 0)).isEmpty();
    assertThat(book.of(key(1), false, 0)).containsExactly(route(1));
    assertThat(book.of(key(1), true, RouteBook.NO_CONTENT_NANOS)).containsExactly(route(1));
  }

  @Test
  void whatThePeerItselfSaysReplacesWhatWasHeard() {
    book.heard(key(1), route(1));
    book.toldAll(key(1), List.of(route(2), route(3)));
    assertThat(book.of(key(1), false, 0)).containsExactly(route(2), route(3));
    book.toldAll(key(1), List.of());
    assertThat(book.of(key(1), false, 0)).containsExactly(route(2), route(3));
  }

  @Test
  void routesAndPeersAreBounded() {
    for (int i = 0; i < 100; i++) {
      book.heard(key(1), route(i));
      book.heard(key(i), route(1));
    }
    assertThat(book.size()).isEqualTo(3);
    assertThat(book.of(key(1), false, 0)).hasSize(RouteBook.MAX_ROUTES);
  }

  @Test
  void whatARelaySaysIsUnderstood() {
    assertThat(RelayVerdict.of(WireErrorText.tunnelNotFound(1))).isEqualTo(RelayVerdict.GONE);
    assertThat(RelayVerdict.of(WireErrorText.RELAY_SLOT_NOT_FOUND)).isEqualTo(RelayVerdict.GONE);
    assertThat(RelayVerdict.of("content relay requires positive trust score"))
        .isEqualTo(RelayVerdict.GONE);
    assertThat(RelayVerdict.of(WireErrorText.bridgeLoopClosed(1))).isEqualTo(RelayVerdict.GONE);
    assertThat(RelayVerdict.of(WireErrorText.bridgeDroppedResponse(1)))
        .isEqualTo(RelayVerdict.LOST);
    assertThat(RelayVerdict.of(WireErrorText.tunnelTimedOut(1))).isEqualTo(RelayVerdict.LOST);
    assertThat(RelayVerdict.of(WireErrorText.CONTENT_RELAY_DISABLED))
        .isEqualTo(RelayVerdict.NO_CONTENT);
    assertThat(RelayVerdict.of(WireErrorText.RELAY_RATE_LIMIT)).isEqualTo(RelayVerdict.LATER);
    assertThat(RelayVerdict.of(RelayMachine.BUSY)).isEqualTo(RelayVerdict.LATER);
  }
}
