package io.scp2p.examples.node.daemon.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of a value that is not of its setting's kind. */
class NodeSettingsTest {
  static List<Arguments> wrong() {
    String addresses = "a list of addresses such as [\"tcp://192.0.2.1:7001\"]";
    return List.of(
        Arguments.of("transfer.maxActive", "many", "a whole number less than 2^31, not \"many\""),
        Arguments.of("transfer.maxActive", 1.5, "a whole number less than 2^31, not 1.5"),
        Arguments.of("transfer.maxActive", 1L << 31, "less than 2^31, not 2147483648"),
        Arguments.of("vault.offeredBytes", true, "a whole number less than 2^63, not true"),
        Arguments.of("network.listen", "yes", "true or false, not \"yes\""),
        Arguments.of("network.idleTimeout", "45s", "a number of seconds, not \"45s\""),
        Arguments.of("role", "BIG", "one of FULL, LIGHT, RELAY, not \"BIG\""),
        Arguments.of("network.bootstrap", "x", addresses + ", not \"x\""),
        Arguments.of("network.stunServers", 1, addresses + ", not 1"),
        Arguments.of(
            "vault.coding", "4+2", "such as {\"dataShards\":4,\"parityShards\":2}, not \"4+2\""));
  }

  private static Scp2pException refused(String name, Object value) {
    Scp2pException refused =
        catchThrowableOfType(Scp2pException.class, () -> NodeSettings.build(Map.of(name, value)));
    assertThat(refused).isNotNull();
    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(refused.details()).containsEntry("setting", name);
    return refused;
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void itIsNamedWithTheValueAndWhatIsWanted(String name, Object value, String said) {
    assertThat(refused(name, value))
        .hasMessageContaining(name + " must be ")
        .hasMessageContaining(said);
  }

  @Test
  void aLongOneIsCutAndWhatMayBeSecretIsNotRepeated() {
    assertThat(refused("network.listen", "x".repeat(500)).getMessage()).hasSizeLessThan(250);
    assertThat(refused("network.turnServers", List.of("user:secret@example")).getMessage())
        .contains("network.turnServers", "cannot be set here")
        .doesNotContain("secret");
  }
}
