package io.scp2p.api.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.pairing.PairingCode;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.api.vault.RecoveryPhrase;
import io.scp2p.api.vault.VaultLink;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretsTest {
  private static final SecretAccess TOKEN = SecretAccess.iWillProtectTheExportedSecret();

  @Test
  void aPassphraseIsCopiedInAndOutAndWiped() {
    char[] typed = {'s', 'e', 's', 'a', 'm', 'e'};
    Passphrase passphrase = Passphrase.of(typed);
    typed[0] = 'x';
    passphrase.reveal(TOKEN)[1] = 'x';
    assertThat(passphrase.reveal(TOKEN)).containsExactly('s', 'e', 's', 'a', 'm', 'e');
    assertThat(passphrase).hasToString("Passphrase[hidden]");
    passphrase.close();
    passphrase.close();
    assertThatThrownBy(() -> passphrase.reveal(TOKEN)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPassphraseHasABound() {
    assertThat(Passphrase.of(new char[Passphrase.MAX_LENGTH]).reveal(TOKEN)).hasSize(1_024);
    assertThatThrownBy(() -> Passphrase.of(new char[Passphrase.MAX_LENGTH + 1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Passphrase.of(new char[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSeedIsCopiedInAndOutAndWiped() {
    byte[] raw = new byte[SecretSeed.LENGTH];
    raw[0] = 1;
    SecretSeed seed = SecretSeed.of(raw, TOKEN);
    raw[0] = 2;
    seed.reveal(TOKEN)[0] = 3;
    assertThat(seed.reveal(TOKEN)).startsWith(1);
    assertThat(seed).hasToString("SecretSeed[hidden]");
    seed.close();
    seed.close();
    assertThatThrownBy(() -> seed.reveal(TOKEN)).isInstanceOf(IllegalStateException.class);
    assertThat(
            catchThrowableOfType(
                Scp2pException.class, () -> SecretSeed.of(new byte[31], TOKEN).close()))
        .hasMessageContaining("not 31")
        .extracting(Scp2pException::code)
        .isEqualTo(ErrorCode.KEY_INVALID);
  }

  @Test
  void recoveryWordsAreHiddenAndBounded() {
    RecoveryPhrase phrase = RecoveryPhrase.of(List.of("abandon", "ability"));
    assertThat(phrase.reveal(TOKEN)).containsExactly("abandon", "ability");
    assertThat(phrase.toString()).doesNotContain("abandon");
    List<String> many = Collections.nCopies(RecoveryPhrase.MAX_WORDS + 1, "word");
    assertThatThrownBy(() -> RecoveryPhrase.of(many)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RecoveryPhrase.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aVaultLinkHidesItsKeyAndAPairingCodeItself() {
    VaultLink link = VaultLink.parse(" scp2p://v/" + "0f".repeat(16) + "?h=1#very-secret ");
    assertThat(link.toString()).contains("0f0f").doesNotContain("secret");
    assertThat(link.reveal(TOKEN)).endsWith("#very-secret");
    assertThat(PairingCode.parse("7-guitar-velvet").toString()).doesNotContain("guitar");
  }
}
