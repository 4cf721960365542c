package io.scp2p.core.engine.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.turn.FakePort;
import io.scp2p.core.protocol.dht.ProviderSeal;
import io.scp2p.core.protocol.pairing.PairingDesk;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.pairing.PairingOffer;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.ProviderList;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PairingServiceTest {
  private final SigningKey key = SigningKey.generate(Entropy.system());
  private final NodeKey self = key.nodeKey();
  private final PairingService service = new PairingService(FakePort.loop(), key);
  private final PairingHost host =
      new PairingHost() {
        @Override
        public PairingOffer met(NodeKey peer) {
          throw new AssertionError("nobody comes");
        }

        @Override
        public void guessed() {}

        @Override
        public void told(int word, long bytes) {}
      };

  private boolean open(long number) {
    SecretBytes secret = SecretBytes.copyOf(new byte[32]);
    return service.open(number, new PairingDesk(self, secret, Entropy.system()), host);
  }

  @Test
  void codesAtOnceHaveABound() {
    for (int i = 0; i < PairingService.MAX_CODES; i++) {
      assertThat(open(i)).isTrue();
    }
    assertThat(open(9_999)).as("one more").isFalse();

    service.close(3, host);

    assertThat(open(9_999)).isTrue();
  }

  @Test
  void aNumberIsWaitedWithOnce() {
    assertThat(open(7)).isTrue();
    assertThat(open(7)).isFalse();
  }

  /** What is written where this node says it is. */
  private static final class Written implements PairingService.Board {
    final List<ProviderList> all = new ArrayList<>();
    @Nullable PeerAddress here;

    @Override
    public Optional<PeerAddress> address() {
      return Optional.ofNullable(here);
    }

    @Override
    public CompletableFuture<Integer> publish(DhtEntry entry) {
      try {
        all.add(ProviderList.decode(entry.value()));
      } catch (WireException e) {
        throw new AssertionError(e);
      }
      return CompletableFuture.completedFuture(1);
    }

    List<PeerAddress> addresses() {
      return all.stream().map(each -> each.entries().get(0).address()).toList();
    }
  }

  private PeerAddress at(int last) {
    IpAddress ip = IpAddress.of(new byte[] {10, 0, 0, (byte) last});
    return new PeerAddress(ip, 7_001, PeerTransport.TCP, self, null);
  }

  @Test
  void whoWaitsIsFoundWhereThisNodeIsNow() {
    Written written = new Written();
    service.join(written);
    written.here = at(1);
    open(7);
    written.here = at(2);
    service.moved();
    assertThat(written.addresses()).containsExactly(at(1), at(2));
    service.close(7, host);
    service.moved();
    assertThat(written.all).as("nobody waits any more").hasSize(2);
  }

  /** So that nobody else says where this node is, and of two that cross the newer one counts. */
  @Test
  void whereItIsIsSignedAndNoTwoAreOfTheSameTime() {
    Written written = new Written();
    service.join(written);
    written.here = at(1);
    open(7);
    service.moved();
    service.moved();
    assertThat(written.all)
        .extracting(each -> each.entries().get(0))
        .allMatch(each -> ProviderSeal.isProved(each, Instant.now().getEpochSecond()))
        .extracting(each -> Objects.requireNonNull(each.proof()).issuedAt())
        .doesNotHaveDuplicates()
        .isSorted();
  }
}
