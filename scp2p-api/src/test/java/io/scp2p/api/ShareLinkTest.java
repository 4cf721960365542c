package io.scp2p.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.scp2p.api.error.Advice;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.id.ShareKey;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShareLinkTest {
  /** The share key of specification section 19.1. */
  private static final ShareKey KEY =
      ShareKey.parse("03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8");

  private static final String BARE =
      "scp2p://s/Vkdap1RjR0wChd9dvyvKtz2mUTWIOem3dIGy6rEHcIwDoQe_"
          + "884Qvh1w3RjnS8CZZ-TWMJulDV8d3IZkElUxuA";
  private static final String HINTED =
      BARE + "?bp=192.0.2.10%3A7001%2Ctcp%3A%2F%2F198.51.100.7%3A7001";

  @Test
  void theExamplesOfTheSpecificationAreReadAndWrittenExactly() {
    assertThat(ShareLink.parse(BARE)).isEqualTo(new ShareLink(KEY, List.of()));
    assertThat(ShareLink.parse(BARE).shareId())
        .isEqualTo(
            ShareId.parse("56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c"));
    assertThat(ShareLink.parse(BARE).format()).isEqualTo(BARE);
    assertThat(ShareLink.parse(HINTED).hints())
        .containsExactly("192.0.2.10:7001", "tcp://198.51.100.7:7001");
    assertThat(ShareLink.parse(HINTED).format()).isEqualTo(HINTED);
  }

  @Test
  void hintsBecomeAddresses() {
    assertThat(ShareLink.parse(HINTED).bootstrap())
        .containsExactly(
            BootstrapAddress.parse("192.0.2.10:7001"),
            BootstrapAddress.parse("tcp://198.51.100.7:7001"));
    List<BootstrapAddress> v6 = List.of(BootstrapAddress.parse("quic://[2001:db8::1]:7000"));
    assertThat(ShareLink.parse(ShareLink.of(KEY, v6).format()).bootstrap()).isEqualTo(v6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "  " + HINTED + "\n",
        BARE + "?x=1&bp=192.0.2.10%3A7001%2Ctcp%3A%2F%2F198.51.100.7%3A7001&y",
        BARE + "?bp=192.0.2.10%3A7001%2Ctcp%3A%2F%2F198.51.100.7%3A7001&bp=203.0.113.1%3A1",
        BARE + "?bp=192.0.2.10:7001,tcp://198.51.100.7:7001",
        BARE + "?bp=192.0.2.10%253A7001%252Ctcp%253A%252F%252F198.51.100.7%253A7001",
        BARE + "?bp=%20192.0.2.10%3A7001%2C+tcp%3A%2F%2F198.51.100.7%3A7001%20",
        BARE + "?bp=%2C192.0.2.10%3A7001%2C%2Ctcp%3A%2F%2F198.51.100.7%3A7001%2C",
        BARE + "?bp=192.0.2.10%3A7001%2Cwith%20space%2Ctcp%3A%2F%2F198.51.100.7%3A7001",
        BARE + "?bp=192.0.2.10%3A7001%2C%25zz%2Ctcp%3A%2F%2F198.51.100.7%3A7001%2C%ff"
      })
  void whatTheReferenceToleratesIsTolerated(String text) {
    assertThat(ShareLink.parse(text)).isEqualTo(ShareLink.parse(HINTED));
  }

  @Test
  void theStandardBase64AlphabetIsTolerated() {
    String standard = "scp2p://s/" + BARE.substring(10).replace('_', '/').replace('-', '+');
    assertThat(standard).isNotEqualTo(BARE);
    assertThat(ShareLink.parse(standard)).isEqualTo(ShareLink.parse(BARE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "scp2p://s/",
        "scp2p://s/?bp=192.0.2.10%3A7001",
        "SCP2P://s/Vkdap1RjR0wChd9dvyvKtz2mUTWIOem3dIGy6rEHcIw",
        "https://example.org/",
        "scp2p://share/00?pubkey=00",
        BARE + "A",
        BARE + "==",
        BARE + "#x"
      })
  void whatIsNoLinkIsRefusedWithAdvice(String text) {
    assertThatThrownBy(() -> ShareLink.parse(text))
        .asInstanceOf(type(Scp2pException.class))
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_LINK);
              assertThat(e.advice()).isEqualTo(Advice.FIX_THE_CALL);
              assertThat(e.details()).containsEntry("length", Integer.toString(text.length()));
            });
    assertThat(ShareLink.tryParse(text)).isEmpty();
  }

  @Test
  void strayBitsAtTheEndAreRefusedSoThatALinkHasOneForm() {
    String stray = BARE.substring(0, BARE.length() - 1) + "B";
    assertThat(ShareLink.tryParse(stray)).isEmpty();
  }

  @Test
  void anIdThatIsNotTheHashOfTheKeyIsRefused() {
    String other = "scp2p://s/W" + BARE.substring(11);
    assertThatThrownBy(() -> ShareLink.parse(other))
        .isInstanceOf(Scp2pException.class)
        .hasMessageContaining("not the hash of the key");
  }

  @Test
  void aLinkBeyondTheBoundIsRefusedUnread() {
    String longest = BARE + "?x=" + "y".repeat(ShareLink.MAX_LENGTH - BARE.length() - 3);
    assertThat(ShareLink.parse(longest)).isEqualTo(ShareLink.parse(BARE));
    assertThat(ShareLink.tryParse(longest + "y")).isEmpty();
  }

  @Test
  void hintsBeyondTheBoundAreDroppedWhenReadAndRefusedWhenMade() {
    List<String> many = Collections.nCopies(ShareLink.MAX_HINTS + 1, "192.0.2.10:7001");
    String text = BARE + "?bp=" + String.join("%2C", many);
    assertThat(ShareLink.parse(text).hints()).hasSize(ShareLink.MAX_HINTS);
    assertThatThrownBy(() -> new ShareLink(KEY, many)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLongestLinkThatCanBeMadeCanBeRead() {
    String longest = "[".repeat(BootstrapAddress.MAX_LENGTH);
    ShareLink link = new ShareLink(KEY, Collections.nCopies(ShareLink.MAX_HINTS, longest));
    assertThat(link.format()).hasSize(6_289);
    assertThat(ShareLink.parse(link.format())).isEqualTo(link);
    assertThatThrownBy(() -> new ShareLink(KEY, List.of(longest + "[")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void printingALinkDoesNotGiveItAway() {
    assertThat(ShareLink.parse(HINTED).toString())
        .contains(KEY.id().hex())
        .doesNotContain(KEY.hex())
        .doesNotContain("192.0.2.10");
  }
}
