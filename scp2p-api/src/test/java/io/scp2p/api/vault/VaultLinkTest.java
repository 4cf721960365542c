package io.scp2p.api.vault;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultLinkTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "scp2p://v/",
        "scp2p://s/0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f#key",
        "scp2p://v/0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",
        "scp2p://v/0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f#key",
        "scp2p://v/zz0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f#key"
      })
  void whatIsNoVaultLinkIsRefused(String text) {
    assertRefused(text);
  }

  @Test
  void aLinkBeyondTheBoundIsRefusedUnread() {
    String link = "scp2p://v/" + "0f".repeat(16) + "#";
    assertRefused(link + "k".repeat(VaultLink.MAX_LENGTH));
  }

  private static void assertRefused(String text) {
    assertThatThrownBy(() -> VaultLink.parse(text))
        .asInstanceOf(type(Scp2pException.class))
        .extracting(Scp2pException::code)
        .isEqualTo(ErrorCode.INVALID_LINK);
  }
}
