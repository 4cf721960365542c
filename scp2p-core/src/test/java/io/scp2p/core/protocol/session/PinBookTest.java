package io.scp2p.core.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.session.PinBook.Meeting;
import io.scp2p.core.protocol.session.PinBook.Pin;
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
}
