package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingHellosTest {
  private final PendingHellos hellos = new PendingHellos();
  private final List<String> gone = new ArrayList<>();

  private PendingHellos.Place enter(String name, int... address) {
    byte[] bytes = new byte[address.length];
    for (int i = 0; i < address.length; i++) {
      bytes[i] = (byte) address[i];
    }
    try {
      return hellos.enter(InetAddress.getByAddress(bytes), () -> gone.add(name));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theOldestOfACrowdedBlockGoes() {
    for (int i = 0; i <= PendingHellos.MAX_PER_BLOCK; i++) {
      enter("n" + i, 10, 0, 0, 1);
    }
    assertThat(gone).containsExactly("n0");
    assertThat(hellos.size()).isEqualTo(PendingHellos.MAX_PER_BLOCK);
    enter("neighbour", 10, 0, 0, 2);
    assertThat(gone).containsExactly("n0");
  }

  @Test
  void whenAllIsFullTheFullestBlockMakesRoom() {
    PendingHellos.Place honest = enter("honest", 10, 9, 9, 9);
    for (int i = 0; i < PendingHellos.MAX_TOTAL - 11; i++) {
      enter("single", 10, 1, i / 256, i % 256);
    }
    for (int i = 0; i < 10; i++) {
      enter("crowd" + i, 10, 2, 0, 1);
    }
    assertThat(hellos.size()).isEqualTo(PendingHellos.MAX_TOTAL);
    enter("newcomer", 10, 3, 0, 1);
    enter("newcomer", 10, 3, 0, 2);
    assertThat(gone).containsExactly("crowd0", "crowd1");
    honest.leave();
    honest.leave();
    assertThat(hellos.size()).isEqualTo(PendingHellos.MAX_TOTAL - 1);
    enter("newcomer", 10, 3, 0, 3);
    assertThat(gone).hasSize(2);
  }

  @Test
  void whenEverybodyIsAloneTheOldestGoes() {
    for (int i = 0; i <= PendingHellos.MAX_TOTAL; i++) {
      enter("n" + i, 10, 1, i / 256, i % 256);
    }
    assertThat(gone).containsExactly("n0");
    assertThat(hellos.size()).isEqualTo(PendingHellos.MAX_TOTAL);
  }
}
