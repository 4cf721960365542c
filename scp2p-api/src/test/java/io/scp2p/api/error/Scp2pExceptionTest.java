package io.scp2p.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Scp2pExceptionTest {
  @Test
  void theMessageSaysWhatHappenedAndWhatToDo() {
    Scp2pException e =
        new Scp2pException(
            ErrorCode.DISK_FULL, "No room for the download.", Map.of("needed", "10", "free", "3"));
    assertThat(e)
        .hasMessage(
            "SCP2P-4001 No room for the download. {free=3, needed=10} What to do: "
                + ErrorCode.DISK_FULL.remedy());
    assertThat(e.retryable()).isFalse();
    assertThat(e.advice()).isEqualTo(Advice.FIX_THE_HOST);
  }

  @Test
  void detailsAreACopyInAlphabeticalOrder() {
    Map<String, String> details = new HashMap<>(Map.of("b", "2", "a", "1"));
    Scp2pException e = new Scp2pException(ErrorCode.INTERNAL, "Bug.", details);
    details.clear();
    assertThat(e.details().keySet()).containsExactly("a", "b");
    assertThat(e.details()).isUnmodifiable();
  }

  @Test
  void theCauseIsKept() {
    Throwable cause = new IllegalStateException();
    assertThat(new Scp2pException(ErrorCode.INTERNAL, "Bug.", Map.of(), cause)).hasCause(cause);
  }
}
