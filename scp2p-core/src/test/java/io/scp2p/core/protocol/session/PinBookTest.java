package io.scp2p.core.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.session.PinBook.Meeting;
import io.scp2p.core.protocol.session.PinBook.Pin;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PinBookTest {
  private static final String ADDRESS = "tcp://192.0.2.10:7001";
  private static final NodeKey A = Dialogue.A.nodeKey();
  private static final NodeKey B = Dialogue.B.nodeKey();

  private final PinBook pins = new PinBook();

  @Test
  void theFirstKeyMetIsPinnedAndAnotherOneIsNot() {
    assertThat(pins.met(ADDRESS, A, false)).isEqualTo(Meeting.FIRST_CONTACT);
    assertThat(pins.met(ADDRESS, A, false)).isEqualTo(Meeting.KNOWN);
    assertThat(pins.met(ADDRESS, B, false)).isEqualTo(Meeting.MISMATCH);
    assertThat(pins.pin(ADDRESS)).contains(new Pin(A, false));
  }

  @Test
  void aKeyThatHadTheExtensionMustKeepIt() {
    pins.met(ADDRESS, A, false);
    assertThat(pins.knownToExtend(A)).isFalse();
    assertThat(pins.met(ADDRESS, A, true)).isEqualTo(Meeting.KNOWN);
    assertThat(pins.knownToExtend(A)).isTrue();
    assertThat(pins.met(ADDRESS, A, false)).isEqualTo(Meeting.DOWNGRADED);
    assertThat(pins.pin(ADDRESS)).contains(new Pin(A, true));
  }

  @Test
  void onlyAPersonChangesAPin() {
    pins.met(ADDRESS, A, true);
    pins.trust(ADDRESS, B);
    assertThat(pins.met(ADDRESS, B, false)).isEqualTo(Meeting.KNOWN);
    assertThat(pins.met(ADDRESS, A, true)).isEqualTo(Meeting.MISMATCH);
    assertThat(pins.knownToExtend(A)).isFalse();
    pins.forget(ADDRESS);
    assertThat(pins.met(ADDRESS, A, true)).isEqualTo(Meeting.FIRST_CONTACT);
  }

  @Test
  void aKeyMetAtTwoAddressesStaysKnownUntilBothAreForgotten() {
    pins.met(ADDRESS, A, true);
    pins.met("quic://192.0.2.10:7000", A, true);
    pins.forget(ADDRESS);
    assertThat(pins.knownToExtend(A)).isTrue();
    pins.forget("quic://192.0.2.10:7000");
    assertThat(pins.knownToExtend(A)).isFalse();
  }

  @Test
  void pinsAreBoundedAndTheOneNotMetForLongestGoesFirst() {
    pins.met(ADDRESS, A, true);
    for (int i = 1; i < PinBook.MAX_PINS; i++) {
      pins.met("tcp://192.0.2.11:" + i, B, false);
    }
    pins.met(ADDRESS, A, true);
    pins.met("one more", B, false);
    assertThat(pins.size()).isEqualTo(PinBook.MAX_PINS);
    assertThat(pins.pin(ADDRESS)).isPresent();
    assertThat(pins.pin("tcp://192.0.2.11:1")).isEmpty();
  }

  private static NodeKey key(int number) {
    byte[] bytes = new byte[NodeKey.LENGTH];
    bytes[0] = (byte) number;
    bytes[1] = (byte) (number >> 8);
    return NodeKey.of(bytes);
  }

  /** Keeps what it hears, as a node's store does. */
  private static final class Keeper implements PinListener {
    final Map<String, Pin> pins = new HashMap<>();
    final Set<NodeKey> extended = new HashSet<>();
    final Set<NodeKey> confirmed = new HashSet<>();

    @Override
    public void pinChanged(String address, @Nullable Pin pin) {
      pins.remove(address);
      if (pin != null) {
        pins.put(address, pin);
      }
    }

    @Override
    public void extensionChanged(NodeKey key, boolean known) {
      assertThat(known ? extended.add(key) : extended.remove(key)).isTrue();
    }

    @Override
    public void confirmationChanged(NodeKey key, boolean now) {
      assertThat(now ? confirmed.add(key) : confirmed.remove(key)).isTrue();
    }
  }

  @Test
  void whoeverListensHasTheSameBook() {
    Keeper keeper = new Keeper();
    PinBook book = new PinBook(PinBook.State.EMPTY, keeper);
    book.met("a", A, false);
    book.met("a", A, true);
    book.met("b", B, false);
    book.met("c", B, false);
    book.metExtended(A);
    book.metExtended(A);
    book.metExtended(B);
    book.replace(B, A);
    book.forget("c");
    book.forget(B);
    assertThat(keeper.pins).isEqualTo(book.state().pins());
    assertThat(keeper.pins).containsOnlyKeys("a", "b").containsEntry("b", new Pin(A, true));
    assertThat(keeper.extended).containsExactly(A);
    PinBook again = new PinBook(book.state(), PinListener.NONE);
    assertThat(again.state()).isEqualTo(book.state());
    assertThat(again.knownToExtend(A)).isTrue();
    again.forget(A);
    assertThat(again.state()).isEqualTo(PinBook.State.EMPTY);
    assertThat(again.knownToExtend(A)).isFalse();
  }

  @Test
  void whatWasConfirmedStaysSoUntilItIsForgottenAndIsBounded() {
    Keeper keeper = new Keeper();
    PinBook book = new PinBook(PinBook.State.EMPTY, keeper);
    book.met("a", A, false);
    assertThat(book.isConfirmed(A)).as("only met").isFalse();
    book.confirm(A);
    book.confirm(A);
    book.trust("b", B);
    assertThat(keeper.confirmed).containsExactlyInAnyOrder(A, B);
    assertThat(new PinBook(book.state(), PinListener.NONE).isConfirmed(B)).isTrue();
    book.forget(A);
    assertThat(book.isConfirmed(A)).isFalse();
    for (int i = 0; i < PinBook.MAX_CONFIRMED_KEYS; i++) {
      book.confirm(key(i + 1_000));
    }
    assertThat(keeper.confirmed).hasSize(PinBook.MAX_CONFIRMED_KEYS).doesNotContain(B);
    assertThat(book.state().confirmedKeys()).hasSize(PinBook.MAX_CONFIRMED_KEYS);
  }

  @Test
  void bothMemoriesAreBounded() {
    Keeper keeper = new Keeper();
    PinBook book = new PinBook(PinBook.State.EMPTY, keeper);
    book.metExtended(key(0));
    book.metExtended(key(1));
    book.metExtended(key(0));
    for (int i = 2; i <= PinBook.MAX_EXTENDED_KEYS; i++) {
      book.metExtended(key(i));
    }
    assertThat(book.state().extendedKeys()).hasSize(PinBook.MAX_EXTENDED_KEYS);
    assertThat(keeper.extended).hasSize(PinBook.MAX_EXTENDED_KEYS);
    assertThat(book.knownToExtend(key(1))).as("met longest ago").isFalse();
    assertThat(book.knownToExtend(key(0))).isTrue();
  }
}
