package io.scp2p.api.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairingCodeTest {
  @ParameterizedTest
  @ValueSource(strings = {"7-guitar-velvet", " 7 Guitar  VELVET ", "7 - guitar - velvet"})
  void aCodeIsReadAsPeopleTypeIt(String typed) {
    assertThat(PairingCode.parse(typed)).isEqualTo(PairingCode.parse("7-guitar-velvet"));
    assertThat(PairingCode.parse(typed).text()).isEqualTo("7-guitar-velvet");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "7", "7-guitar", "guitar-velvet", "7-guitar-v3lvet", "1234567890-aa-bb"})
  void whatIsNoCodeIsRefusedWithoutRepeatingIt(String typed) {
    assertThatThrownBy(() -> PairingCode.parse(typed))
        .asInstanceOf(type(Scp2pException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.PAIRING_CODE_INVALID))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("guitar"));
  }

  @Test
  void aCodeBeyondTheBoundIsRefused() {
    String padded = "7-guitar-velvet" + " ".repeat(PairingCode.MAX_LENGTH);
    assertThatThrownBy(() -> PairingCode.parse(padded)).isInstanceOf(Scp2pException.class);
  }

  @Test
  void aPlanSendsSomethingForSomeTime() {
    assertThat(SendPlan.text("hello").toString()).doesNotContain("hello");
    assertThat(SendPlan.of(Path.of("a")).codeLifetime()).isEqualTo(SendPlan.DEFAULT_CODE_LIFETIME);
    assertThatThrownBy(() -> SendPlan.of()).hasMessage("nothing to send");
    assertThatThrownBy(() -> new SendPlan(List.of(), "x", Duration.ZERO))
        .hasMessageStartingWith("codeLifetime");
  }
}
