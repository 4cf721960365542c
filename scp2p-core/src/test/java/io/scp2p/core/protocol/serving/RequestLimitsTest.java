package io.scp2p.core.protocol.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.core.wire.message.RateClass;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestLimitsTest {
  private static final long START = Long.MAX_VALUE - 10;
  private static final long WINDOW = 60_000_000_000L;
  private static final InetAddress HOME = Requests.address("192.0.2.1");

  private final RequestLimits limits = withBounds(64, 64);

  private static RequestLimits withBounds(int maxKeys, int maxAddresses) {
    return new RequestLimits(RateLimits.FOR_KEY, RateLimits.FOR_ADDRESS, maxKeys, maxAddresses, 42);
  }

  private static int accepted(
      RequestLimits limits, int key, InetAddress address, RateClass rateClass, int asked) {
    int accepted = 0;
    for (int i = 0; i < asked; i++) {
      if (limits.refusal(Requests.key(key), address, rateClass, false, START) == null) {
        accepted++;
      }
    }
    return accepted;
  }

  @ParameterizedTest
  @CsvSource({
    "DHT, 600, dht request rate limit exceeded",
    "FETCH, 240, fetch request rate limit exceeded",
    "RELAY, 180, relay request rate limit exceeded",
    "CHUNK, 600, chunk request rate limit exceeded"
  })
  void numberLimitPlusOneOfAClassIsTheFirstRefused(RateClass rateClass, int limit, String text) {
    for (int i = 1; i <= limit; i++) {
      assertThat(ask(rateClass, START + i)).as("request %d", i).isNull();
    }
    assertThat(ask(rateClass, START + limit + 1)).isEqualTo(text);
    assertThat(ask(rateClass, START + 1 + WINDOW - 1)).isEqualTo(text);
    assertThat(ask(rateClass, START + 1 + WINDOW)).as("a new window").isNull();
  }

  private String ask(RateClass rateClass, long nowNanos) {
    return limits.refusal(Requests.key(1), HOME, rateClass, false, nowNanos);
  }

  @Test
  void theTotalIsRefusedEvenIfNoClassIsUsedUp() {
    assertThat(accepted(limits, 1, HOME, RateClass.DHT, 600)).isEqualTo(600);
    assertThat(accepted(limits, 1, HOME, RateClass.CHUNK, 599)).isEqualTo(599);
    assertThat(ask(RateClass.FETCH, START)).as("request 1,200").isNull();
    assertThat(ask(RateClass.FETCH, START)).isEqualTo("request rate limit exceeded");
    assertThat(ask(RateClass.CHUNK, START)).isEqualTo("request rate limit exceeded");
  }

  @Test
  void otherRequestsAddToTheTotalAndAreNeverRefusedToAKey() {
    assertThat(accepted(limits, 1, HOME, RateClass.OTHER, 5_000)).isEqualTo(5_000);
    assertThat(ask(RateClass.RELAY, START)).isEqualTo("request rate limit exceeded");
  }

  @Test
  void refusedRequestsCountToo() {
    accepted(limits, 1, HOME, RateClass.RELAY, 1_200);
    assertThat(ask(RateClass.DHT, START)).isEqualTo("request rate limit exceeded");
  }

  @Test
  void freshKeysDoNotBringFreshAllowanceToAnAddress() {
    int accepted = 0;
    for (int key = 0; key < 20; key++) {
      accepted += accepted(limits, key, HOME, RateClass.FETCH, 240);
    }
    assertThat(accepted).isEqualTo(RateLimits.NODES_PER_ADDRESS * 240);
    assertThat(accepted(limits, 99, HOME, RateClass.RELAY, 1)).isEqualTo(1);
  }

  @Test
  void othersAreBoundedForAnAddressWithoutTouchingItsTotal() {
    assertThat(accepted(limits, 1, HOME, RateClass.OTHER, 10_000)).isEqualTo(8 * 1_200);
    assertThat(accepted(limits, 2, HOME, RateClass.DHT, 600)).isEqualTo(600);
  }

  @Test
  void oneNodeCannotUseUpTheAllowanceOfItsAddressByBeingRefused() {
    accepted(limits, 1, HOME, RateClass.CHUNK, 100_000);
    assertThat(accepted(limits, 2, HOME, RateClass.CHUNK, 600)).isEqualTo(600);
  }

  @Test
  void theChunksOfBulkPeersAreCountedApart() {
    for (int i = 0; i < RateLimits.FOR_KEY.bulkChunk(); i++) {
      assertThat(limits.refusal(Requests.key(1), HOME, RateClass.CHUNK, true, START)).isNull();
    }
    assertThat(limits.refusal(Requests.key(1), HOME, RateClass.CHUNK, true, START))
        .isEqualTo("chunk request rate limit exceeded");
    assertThat(ask(RateClass.CHUNK, START)).isNull();
    assertThat(accepted(limits, 2, HOME, RateClass.CHUNK, 600)).isEqualTo(600);
  }

  @Test
  void anIpv6SubscriberIsA64() {
    for (int key = 0; key < 8; key++) {
      InetAddress one = Requests.address("2001:db8:1:2::" + (key + 1));
      assertThat(accepted(limits, key, one, RateClass.RELAY, 180)).isEqualTo(180);
    }
    InetAddress sameNet = Requests.address("2001:db8:1:2:ffff::1");
    InetAddress otherNet = Requests.address("2001:db8:1:3::1");
    assertThat(accepted(limits, 20, sameNet, RateClass.RELAY, 1)).isZero();
    assertThat(accepted(limits, 21, otherNet, RateClass.RELAY, 1)).isEqualTo(1);
  }

  @Test
  void floodingWithKeysDoesNotGiveAnyoneAFreshWindow() {
    RequestLimits few = withBounds(16, 64);
    assertThat(accepted(few, 1, HOME, RateClass.FETCH, 241)).isEqualTo(240);
    for (int key = 100; key < 5_000; key++) {
      few.refusal(Requests.key(key), Requests.address(key), RateClass.OTHER, false, START);
      assertThat(few.trackedKeys()).isLessThanOrEqualTo(16);
    }
    assertThat(accepted(few, 1, HOME, RateClass.FETCH, 1)).isZero();
    assertThat(few.refusal(Requests.key(1), HOME, RateClass.FETCH, false, START + WINDOW))
        .as("once it has ended by itself")
        .isNull();
    assertThat(few.trackedKeys()).isEqualTo(1);
  }

  @Test
  void aBusyKeyDoesNotKeepThePlacesOfSilentOnes() {
    RequestLimits few = withBounds(2, 64);
    accepted(few, 1, HOME, RateClass.OTHER, 1);
    accepted(few, 2, HOME, RateClass.OTHER, 1);
    few.refusal(Requests.key(1), HOME, RateClass.OTHER, false, START + WINDOW - 1);
    long later = START + WINDOW;
    for (int i = 0; i < 240; i++) {
      assertThat(few.refusal(Requests.key(3), HOME, RateClass.FETCH, false, later)).isNull();
    }
    assertThat(few.refusal(Requests.key(3), HOME, RateClass.FETCH, false, later)).isNotNull();
    assertThat(few.trackedKeys()).isEqualTo(2);
  }

  @Test
  void aKeyWithoutAPlaceIsLimitedByItsAddress() {
    RequestLimits few = withBounds(1, 64);
    accepted(few, 1, HOME, RateClass.OTHER, 1);
    InetAddress elsewhere = Requests.address("198.51.100.1");
    assertThat(accepted(few, 2, elsewhere, RateClass.FETCH, 10_000)).isEqualTo(8 * 240);
  }

  @Test
  void anAddressWithoutAPlaceSharesAWindowWithItsNeighbours() {
    RequestLimits few = withBounds(1_000, 1);
    accepted(few, 0, HOME, RateClass.OTHER, 1);
    int accepted = 0;
    for (int host = 0; host < 50; host++) {
      InetAddress neighbour = Requests.address("2001:db8:7:" + host + "::1");
      accepted += accepted(few, 1 + host, neighbour, RateClass.FETCH, 240);
    }
    assertThat(accepted).isEqualTo(8 * 240);
    InetAddress stranger = Requests.address("2001:db8:8:1::1");
    assertThat(accepted(few, 99, stranger, RateClass.FETCH, 240)).isEqualTo(240);
    assertThat(few.trackedAddresses()).isEqualTo(1);
  }

  @Test
  void aMillionKeysAndAddressesStayWithinTheBounds() {
    RequestLimits usual = new RequestLimits(RateLimits.FOR_KEY, RateLimits.FOR_ADDRESS, 42);
    long before = heapBytes();
    for (int i = 0; i < 1_000_000; i++) {
      usual.refusal(Requests.key(i), Requests.address(i), RateClass.DHT, false, START);
    }
    long usedBytes = heapBytes() - before;
    System.Logger log = System.getLogger(RequestLimitsTest.class.getName());
    log.log(System.Logger.Level.INFO, "limits after a million keys: {0} KiB", usedBytes >> 10);
    assertThat(usual.trackedKeys()).isEqualTo(RequestLimits.MAX_KEYS);
    assertThat(usual.trackedAddresses()).isEqualTo(RequestLimits.MAX_ADDRESSES);
    assertThat(usedBytes).isLessThan(64L << 20);
  }

  private static long heapBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void limitsThatCannotWorkAreRefused() {
    assertThatThrownBy(() -> new RateLimits(1, 1, 1, 0, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> withBounds(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(RateLimits.FOR_KEY.times(Integer.MAX_VALUE).relay()).isEqualTo(Integer.MAX_VALUE);
    assertThat(RateLimits.FOR_KEY.withTotal(10).total()).isEqualTo(10);
  }
}
