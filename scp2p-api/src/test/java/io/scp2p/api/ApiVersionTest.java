package io.scp2p.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ApiVersionTest {
  @Test
  void theVersionIsTheOneBeingBuilt() throws IOException {
    assertThat(Files.readString(Path.of("pom.xml")))
        .containsPattern("<version>" + ApiVersion.current() + "(-SNAPSHOT)?</version>");
  }

  @Test
  void aMajorVersionIsCompatibleWithWhatCameBeforeIt() {
    assertThat(new ApiVersion(1, 2, 0).isCompatibleWith(new ApiVersion(1, 1, 9))).isTrue();
    assertThat(new ApiVersion(1, 2, 0).isCompatibleWith(new ApiVersion(1, 2, 1))).isFalse();
    assertThat(new ApiVersion(2, 0, 0).isCompatibleWith(new ApiVersion(1, 2, 0))).isFalse();
  }

  @Test
  void beforeTheFirstReleaseAMinorVersionMayBreak() {
    assertThat(new ApiVersion(0, 2, 0).isCompatibleWith(new ApiVersion(0, 1, 0))).isFalse();
    assertThat(new ApiVersion(0, 2, 1).isCompatibleWith(new ApiVersion(0, 2, 0))).isTrue();
  }

  @Test
  void versionsAreOrderedByNumberNotByText() {
    assertThat(new ApiVersion(0, 10, 0)).isGreaterThan(new ApiVersion(0, 9, 9));
    assertThatThrownBy(() -> new ApiVersion(0, -1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
