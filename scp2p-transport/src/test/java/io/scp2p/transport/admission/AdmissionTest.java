package io.scp2p.transport.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.TransportSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final List<String> gone = new ArrayList<>();
  private final Admission admission = admission(100, 3, 5);

  private static Admission admission(int connections, int perAddress, int pending) {
    return new Admission(
        new TransportSettings(
            connections,
            perAddress,
            pending,
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            1 << 20,
            1 << 20));
  }

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private Optional<Admission.Place> enter(String name, int from) {
    return admission.accept(address(from), () -> gone.add(name));
  }

  @Test
  void aNewcomerTakesThePlaceOfTheOldestWhereMostAre() {
    enter("alone", 1);
    for (int i = 0; i < 3; i++) {
      enter("crowd" + i, 2);
    }
    enter("other", 3);
    assertThat(enter("newcomer", 4)).isPresent();
    assertThat(gone).containsExactly("crowd0");
    assertThat(admission.pendingHandshakes()).isEqualTo(5);
    enter("newcomer", 5);
    assertThat(gone).containsExactly("crowd0", "crowd1");
  }

  @Test
  void whoIsDoneStaysAndIsNotAskedToLeave() {
    List<Admission.Place> done = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Admission.Place place = enter("done" + i, 1).orElseThrow();
      place.established();
      done.add(place);
    }
    for (int i = 0; i < 6; i++) {
      enter("pending" + i, 2 + i / 2);
    }
    assertThat(gone).containsExactly("pending0");
    assertThat(admission.connections()).as("until its channel is closed").isEqualTo(9);
    assertThat(enter("too many", 1)).as("from one address").isEmpty();
    done.get(0).leave();
    done.get(0).leave();
    assertThat(enter("next", 1)).isPresent();
  }

  @Test
  void withoutSomebodyWhoCanBeAskedToLeaveTheLimitHolds() {
    for (int i = 0; i < 5; i++) {
      assertThat(admission.accept(address(i))).isPresent();
    }
    assertThat(admission.accept(address(9))).isEmpty();
    assertThat(enter("newcomer", 9)).isEmpty();
    assertThat(gone).isEmpty();
  }
}
