package io.scp2p.core.engine.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreErrorsTest {
  /** What says something about one file, which the host knows or not. */
  private static final Set<Reason> OF_FILES =
      EnumSet.of(Reason.MISSING, Reason.CHANGED, Reason.EXISTS, Reason.DENIED);

  private static StoreException failure(Reason reason) {
    return new StoreException(reason, "for this test", null);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void whatIsNotAboutOneFileHasOneCode(Reason reason) {
    ErrorCode ofState = StoreErrors.ofState(failure(reason)).code();
    ErrorCode ofFile = StoreErrors.ofFile(failure(reason), "file").code();
    assertThat(ofState == ofFile).isEqualTo(!OF_FILES.contains(reason));
    assertThat(StoreErrors.codeOf(new CompletionException(failure(reason)))).isEqualTo(ofFile);
  }

  @Test
  void aClosedStoreIsAClosingNodeAsIsWorkThatCannotBegin() {
    assertThat(StoreErrors.stateCode(failure(Reason.CLOSED))).isEqualTo(ErrorCode.NODE_CLOSING);
    RejectedExecutionException late = new RejectedExecutionException("closed");
    assertThat(StoreErrors.codeOf(late)).isEqualTo(ErrorCode.NODE_CLOSING);
    assertThat(StoreErrors.codeOf(new CompletionException(late))).isEqualTo(ErrorCode.NODE_CLOSING);
  }

  @Test
  void whatHasACodeKeepsItAndTheRestIsABug() {
    Scp2pException known = new Scp2pException(ErrorCode.TOO_LARGE, "for this test");
    assertThat(StoreErrors.codeOf(new CompletionException(known))).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(StoreErrors.codeOf(new AssertionError("a bug"))).isEqualTo(ErrorCode.INTERNAL);
  }
}
