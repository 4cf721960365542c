package io.scp2p.api.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.id.NodeId;
import io.scp2p.api.peer.PathKind;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferProgressTest {
  private static final TransferId ID = new TransferId(new UUID(1, 2));
  private static final NodeId PEER = NodeId.of(new byte[20]);

  private static TransferProgress progress(long done, long total) {
    return new TransferProgress(ID, done, total, 0, null, List.of());
  }

  @ParameterizedTest
  @CsvSource({"-1, 10", "11, 10", "1, 0", "0, -1"})
  void countsThatContradictAreRefused(long done, long total) {
    assertThatThrownBy(() -> progress(done, total)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rateTimeAndContributionsAreChecked() {
    List<PeerContribution> five = List.of(new PeerContribution(PEER, PathKind.LAN, 5, 1));
    assertThat(new TransferProgress(ID, 5, 9, 1, Duration.ZERO, five).peers()).isEqualTo(five);
    assertThatThrownBy(() -> new TransferProgress(ID, 4, 9, 1, null, five))
        .hasMessage("peers contributed 5 bytes of 4");
    assertThatThrownBy(() -> new TransferProgress(ID, 5, 9, -1, null, five))
        .hasMessage("negative rate: -1");
    assertThatThrownBy(() -> new TransferProgress(ID, 5, 9, 1, Duration.ofSeconds(-1), five))
        .hasMessageStartingWith("negative time");
    assertThatThrownBy(() -> new PeerContribution(PEER, PathKind.LAN, -1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PeerContribution(PEER, PathKind.LAN, 0, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEmptyTransferIsComplete() {
    assertThat(progress(0, 0).fraction()).isEqualTo(1);
    assertThat(progress(0, 0).isComplete()).isTrue();
    assertThat(progress(1, 4).fraction()).isEqualTo(0.25);
    assertThat(progress(1, 4).isComplete()).isFalse();
    assertThat(progress(1, 4).eta()).isEmpty();
  }

  @Test
  void progressNeverGoesBackwardsOrChangesItsTotal() {
    assertThat(progress(2, 4).mayFollow(progress(2, 4))).isTrue();
    assertThat(progress(3, 4).mayFollow(progress(2, 4))).isTrue();
    assertThat(progress(1, 4).mayFollow(progress(2, 4))).isFalse();
    assertThat(progress(2, 5).mayFollow(progress(2, 4))).isFalse();
    TransferId other = new TransferId(new UUID(3, 4));
    assertThat(new TransferProgress(other, 4, 4, 0, null, List.of()).mayFollow(progress(2, 4)))
        .isFalse();
  }

  @Test
  void anIdIsReadAsItWasWritten() {
    assertThat(TransferId.parse(ID.toString())).isEqualTo(ID);
  }
}
