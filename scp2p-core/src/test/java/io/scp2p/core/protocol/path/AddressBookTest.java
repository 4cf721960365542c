package io.scp2p.core.protocol.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.TransportKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressBookTest {
  private final AddressBook book = new AddressBook(3);

  private static Endpoint at(int port) {
    return new Endpoint(
        TransportKind.TCP, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private static NodeKey peer(int number) {
    byte[] key = new byte[NodeKey.LENGTH];
    key[0] = (byte) number;
    return NodeKey.of(key);
  }

  @Test
  void theOrderOfWhatIsHeardIsKept() {
    book.heard(peer(1), List.of(at(1), at(2)));
    assertThat(book.of(peer(1))).containsExactly(at(1), at(2));
    book.heard(peer(1), List.of(at(3), at(2)));
    assertThat(book.of(peer(1))).containsExactly(at(3), at(1), at(2));
    assertThat(book.of(peer(2))).isEmpty();
  }

  @Test
  void whatHasWorkedComesFirstAndWhatFailedLast() {
    book.heard(peer(1), List.of(at(1), at(2), at(3)));
    book.worked(peer(1), at(3));
    book.failed(peer(1), at(1));
    assertThat(book.of(peer(1))).containsExactly(at(3), at(2), at(1));
    book.heard(peer(1), List.of(at(9)));
    assertThat(book.of(peer(1))).containsExactly(at(3), at(9), at(2), at(1));
    book.failed(peer(1), at(77));
    book.failed(peer(2), at(1));
    assertThat(book.of(peer(1))).hasSize(4);
  }

  @Test
  void whatIsNearComesFirstUntilItFails() {
    book.heard(peer(1), List.of(at(1)));
    book.near(peer(1), at(2));
    book.worked(peer(1), at(3));
    assertThat(book.of(peer(1))).containsExactly(at(2), at(3), at(1));
    book.worked(peer(1), at(2));
    assertThat(book.of(peer(1))).containsExactly(at(2), at(3), at(1));
    book.failed(peer(1), at(2));
    book.worked(peer(1), at(2));
    book.worked(peer(1), at(3));
    assertThat(book.of(peer(1))).as("it is like any other now").startsWith(at(3), at(2));
  }

  @Test
  void gossipPushesOutOnlyGossip() {
    book.worked(peer(1), at(1));
    List<Endpoint> many = new ArrayList<>();
    for (int port = 100; port < 1_000; port++) {
      many.add(at(port));
      book.heard(peer(1), List.of(at(port)));
    }
    book.heard(peer(1), many);
    assertThat(book.of(peer(1))).hasSize(AddressBook.MAX_PER_PEER).startsWith(at(1));
  }

  @Test
  void onlySoManyPeersAreKept() {
    for (int i = 0; i < 3; i++) {
      book.heard(peer(i), List.of(at(i + 1)));
    }
    assertThat(book.of(peer(0))).hasSize(1);
    book.heard(peer(9), List.of(at(9)));
    assertThat(book.size()).isEqualTo(3);
    assertThat(book.of(peer(1))).as("looked at longest ago").isEmpty();
    assertThat(book.of(peer(0))).hasSize(1);
    book.forget(peer(0));
    assertThat(book.of(peer(0))).isEmpty();
  }
}
