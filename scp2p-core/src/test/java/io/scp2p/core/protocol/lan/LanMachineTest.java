package io.scp2p.core.protocol.lan;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.LanPacket;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LanMachineTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final LanPrefix HOME = new LanPrefix(ip(192, 168, 1, 5), 24);

  private static final NodeKey KEY = NodeKey.of(new byte[NodeKey.LENGTH]);

  private final LanMachine machine = machine(7, 7_001);
  private long now = 1_000 * SECOND;

  private static LanMachine machine(int instance, int port) {
    return new LanMachine(
        instance(instance), port, Capabilities.NONE, new SplittableRandom(1), 1_000 * SECOND);
  }

  private static Bytes instance(int number) {
    byte[] id = new byte[LanPacket.INSTANCE_ID_BYTES];
    java.util.Arrays.fill(id, (byte) number);
    return Bytes.wrap(id);
  }

  private static IpAddress ip(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return IpAddress.of(bytes);
  }

  private static PeerAddress at(IpAddress ip, int port) {
    return PeerAddress.direct(ip, port, PeerTransport.TCP);
  }

  private static Bytes packet(int instance, int port) {
    return new LanPacket(2, instance(instance), port, Capabilities.NONE).encoded();
  }

  @BeforeEach
  void atHome() {
    machine.accept(now, new LanInput.Networks(List.of(HOME)));
  }

  private List<LanEffect> receive(IpAddress from, Bytes packet) {
    return machine.accept(now, new LanInput.Received(from, packet));
  }

  @Test
  void theAnnouncementIsThatOfSectionFifteen() {
    List<LanEffect> effects = machine.onTimeout(now);

    Bytes expected = new LanPacket(2, instance(7), 7_001, Capabilities.NONE).encoded();
    assertThat(expected.size()).as("section 15 says so").isEqualTo(112);
    assertThat(effects).containsExactly(new LanEffect.Announce(expected));
  }

  @Test
  void itSpeaksAtOnceThenEveryThreeSecondsAndNeverWithoutANetwork() {
    List<Long> spoken = new ArrayList<>();
    long end = now + 60 * SECOND;
    while (now < end) {
      now = machine.deadlineNanos().orElseThrow();
      machine.onTimeout(now).forEach(effect -> spoken.add(now));
    }
    assertThat(spoken).hasSizeBetween(18, 24);
    assertThat(spoken.get(0)).isEqualTo(1_000 * SECOND);

    machine.accept(now, new LanInput.Networks(List.of()));
    assertThat(machine.deadlineNanos()).isEmpty();
    assertThat(machine.onTimeout(now + 60 * SECOND)).isEmpty();

    machine.accept(now, new LanInput.Networks(List.of(HOME)));
    assertThat(machine.deadlineNanos()).as("the cable is back").hasValue(now);
  }

  @Test
  void aNodeThatCannotBeDialledOnlyListens() {
    LanMachine mute = machine(7, 0);
    mute.accept(now, new LanInput.Networks(List.of(HOME)));
    assertThat(mute.onTimeout(now)).isEmpty();
    assertThat(mute.accept(now, new LanInput.Received(ip(192, 168, 1, 9), packet(8, 9))))
        .hasSize(2);
  }

  @Test
  void aNeighbourIsNamedAndDialledOnce() {
    IpAddress neighbour = ip(192, 168, 1, 9);

    assertThat(receive(neighbour, packet(8, 7_001)))
        .containsExactly(
            new LanEffect.Heard(at(neighbour, 7_001)), new LanEffect.Meet(at(neighbour, 7_001)));
    assertThat(receive(neighbour, packet(8, 7_001))).isEmpty();
    machine.accept(now, new LanInput.Dialled(at(neighbour, 7_001), KEY));
    now += 60 * SECOND;
    assertThat(receive(neighbour, packet(8, 7_001))).isEmpty();
    now += LanMachine.LAST_RETRY.toNanos();
    assertThat(receive(neighbour, packet(8, 7_001)))
        .as("the session may have ended")
        .containsExactly(new LanEffect.Meet(at(neighbour, 7_001)));
  }

  private List<LanEffect> dialled(PeerAddress address, @Nullable NodeKey met) {
    return machine.accept(now, new LanInput.Dialled(address, met));
  }

  @Test
  void aNeighbourThatHasProvedItsKeyIsFoundOnceUntilItComesBack() {
    PeerAddress one = at(ip(192, 168, 1, 9), 7_001);
    PeerAddress other = at(ip(192, 168, 1, 10), 7_001);
    receive(one.ip(), packet(8, one.port()));
    assertThat(dialled(one, KEY)).containsExactly(new LanEffect.Found(KEY));
    receive(other.ip(), packet(8, other.port()));
    assertThat(dialled(other, KEY)).as("its other address").isEmpty();
    now += LanMachine.LAST_RETRY.toNanos();
    assertThat(receive(one.ip(), packet(8, one.port()))).contains(new LanEffect.Meet(one));
    assertThat(dialled(one, KEY)).as("it was there all the time").isEmpty();

    now += LanMachine.SILENT_AFTER.toNanos();
    machine.onTimeout(now);
    receive(one.ip(), packet(8, one.port()));
    assertThat(dialled(one, null)).as("nobody proved anything").isEmpty();
    now += LanMachine.FIRST_RETRY.toNanos();
    receive(one.ip(), packet(8, one.port()));
    assertThat(dialled(one, KEY)).as("it is back").containsExactly(new LanEffect.Found(KEY));
  }

  @Test
  void ownPacketsAndThoseFromElsewhereAndNonsenseAreIgnored() {
    assertThat(receive(ip(192, 168, 1, 5), packet(7, 7_001))).as("own").isEmpty();
    assertThat(receive(ip(192, 168, 2, 9), packet(8, 7_001))).as("another network").isEmpty();
    assertThat(receive(ip(8, 8, 8, 8), packet(8, 7_001))).as("the internet").isEmpty();
    assertThat(receive(ip(192, 168, 1, 9), Bytes.parse("ff00"))).as("nonsense").isEmpty();
    assertThat(receive(ip(192, 168, 1, 9), packet(8, 0))).as("nothing to dial").isEmpty();
    assertThat(machine.size()).isZero();
  }

  @Test
  void aPacketOfVersionOneAndOneWithMoreKeysAreUnderstood() {
    Bytes first = new LanPacket(1, instance(8), 7_001, null).encoded();
    assertThat(receive(ip(192, 168, 1, 9), first)).hasSize(2);
    assertThat(receive(ip(192, 168, 1, 10), new LanPacket(9, instance(9), 7_001, null).encoded()))
        .hasSize(2);
  }

  @Test
  void whoFallsSilentIsForgottenAndWhoIsOutOfReachToo() {
    receive(ip(192, 168, 1, 9), packet(8, 7_001));
    now += LanMachine.SILENT_AFTER.toNanos();
    machine.onTimeout(now);
    assertThat(machine.size()).isZero();

    receive(ip(192, 168, 1, 9), packet(8, 7_001));
    machine.accept(now, new LanInput.Networks(List.of(new LanPrefix(ip(10, 0, 0, 1), 8))));
    assertThat(machine.size()).as("the interface went away").isZero();
  }

  @Test
  void whoCannotBeReachedIsDialledLessAndLessOften() {
    IpAddress neighbour = ip(192, 168, 1, 9);
    int dials = 0;
    long end = now + Duration.ofMinutes(20).toNanos();
    for (; now < end; now += SECOND) {
      for (LanEffect effect : receive(neighbour, packet(8, 7_001))) {
        if (effect instanceof LanEffect.Meet meet) {
          dials++;
          machine.accept(now, new LanInput.Dialled(meet.address(), null));
        }
      }
    }
    assertThat(dials).isBetween(5, 14);
  }

  @Test
  void aFloodOfOneAddressIsHeardTenTimesASecond() {
    int named = 0;
    for (int i = 0; i < 10_000; i++) {
      now += SECOND / 10_000;
      named += receive(ip(192, 168, 1, 9), packet(8, 1 + i)).isEmpty() ? 0 : 1;
    }
    assertThat(named).isLessThanOrEqualTo(LanMachine.MAX_PER_ADDRESS);
    assertThat(machine.size()).isEqualTo(LanMachine.MAX_PER_ADDRESS);
  }

  @Test
  void aFloodOfManyAddressesPushesOutNobodyWhoWasMetAndIsOverWhenItIsOver() {
    machine.accept(now, new LanInput.Networks(List.of(new LanPrefix(ip(10, 0, 0, 1), 8))));
    PeerAddress met = at(ip(10, 1, 1, 1), 7_001);
    receive(met.ip(), packet(9, met.port()));
    machine.accept(now, new LanInput.Dialled(met, KEY));
    List<PeerAddress> dialling = new ArrayList<>();
    int most = 0;
    SplittableRandom liar = new SplittableRandom(3);
    for (int tick = 0; tick < 120 * 20; tick++) {
      now += SECOND / 20;
      List<LanEffect> effects = new ArrayList<>();
      for (int i = 0; i < 50; i++) { // A thousand in a second, each from another address.
        IpAddress forged = ip(10, 2 + liar.nextInt(200), liar.nextInt(250), liar.nextInt(250));
        effects.addAll(receive(forged, packet(liar.nextInt(100) + 10, 1 + liar.nextInt(60_000))));
      }
      if (tick % 60 == 0) {
        effects.addAll(receive(met.ip(), packet(9, met.port())));
      }
      effects.addAll(machine.onTimeout(now));
      dialling.addAll(meetings(effects));
      most = Math.max(most, machine.size());
      assertThat(dialling.size()).isLessThanOrEqualTo(LanMachine.MAX_DIALS);
      assertThat(machine.isNeighbour(met)).isTrue();
      if (tick % 100 == 0) { // Nobody is there, which takes a connect timeout to notice.
        dialling = fail(dialling);
      }
    }
    assertThat(most).isEqualTo(LanMachine.MAX_NEIGHBOURS);

    PeerAddress late = at(ip(10, 1, 1, 2), 7_001);
    boolean found = false;
    for (int second = 0; second < 30; second += 3) {
      now += 3 * SECOND;
      List<LanEffect> effects = new ArrayList<>(receive(late.ip(), packet(8, late.port())));
      effects.addAll(machine.onTimeout(now));
      dialling.addAll(meetings(effects));
      found |= dialling.contains(late);
      dialling = fail(dialling);
    }
    assertThat(found).as("soon after the flood it is dialled").isTrue();
  }

  private static List<PeerAddress> meetings(List<LanEffect> effects) {
    return effects.stream()
        .filter(LanEffect.Meet.class::isInstance)
        .map(effect -> ((LanEffect.Meet) effect).address())
        .toList();
  }

  private List<PeerAddress> fail(List<PeerAddress> dialling) {
    List<PeerAddress> next = new ArrayList<>();
    for (PeerAddress address : dialling) {
      next.addAll(meetings(machine.accept(now, new LanInput.Dialled(address, null))));
    }
    return next;
  }

  /** All of them at 10.x, each alone at its address; whom of them it wants dialled. */
  private List<PeerAddress> hear(int from, int to) {
    List<PeerAddress> dial = new ArrayList<>();
    for (int i = from; i < to; i++) {
      dial.addAll(meetings(receive(ip(10, 1, i / 200, i % 200), packet(8, 7_001))));
    }
    return dial;
  }

  private List<PeerAddress> dialled(PeerAddress address, boolean met) {
    return meetings(dialled(address, met ? KEY : null));
  }

  /** Every dial is answered at once; who was dialled, in that order. */
  private List<PeerAddress> meetAll(List<PeerAddress> first) {
    List<PeerAddress> all = new ArrayList<>(first);
    for (int i = 0; i < all.size(); i++) {
      all.addAll(dialled(all.get(i), true));
    }
    return all;
  }

  @Test
  void soManyAreMetAndTheOthersWaitForAPlace() {
    machine.accept(now, new LanInput.Networks(List.of(new LanPrefix(ip(10, 0, 0, 1), 8))));
    List<PeerAddress> met = meetAll(hear(0, LanMachine.MAX_MET + 6));
    assertThat(met).doesNotHaveDuplicates().hasSize(LanMachine.MAX_MET);

    now += LanMachine.LAST_RETRY.toNanos();
    List<PeerAddress> again = new ArrayList<>(hear(0, 1));
    assertThat(again).as("met ones are dialled again").hasSize(LanMachine.MAX_DIALS);
    for (int i = 0; i < again.size(); i++) {
      again.addAll(dialled(again.get(i), i > 0)); // The first is not there any more.
    }
    assertThat(again).hasSize(LanMachine.MAX_MET + 1).containsAll(met);
    assertThat(met).as("its place is another's").doesNotContain(again.get(LanMachine.MAX_MET));
  }

  @Test
  void whoeverIsForgottenLeavesHisPlaces() {
    IpAddress one = ip(192, 168, 1, 9);
    for (int i = 0; i < LanMachine.MAX_PER_ADDRESS; i++) {
      now += SECOND / 10;
      receive(one, packet(8, 7_001 + i));
    }
    now += SECOND;
    assertThat(receive(one, packet(8, 8_000))).as("no place at this address").isEmpty();
    now += LanMachine.SILENT_AFTER.toNanos();
    machine.onTimeout(now);
    assertThat(machine.size()).isZero();

    int heard = 0;
    List<LanEffect> effects = new ArrayList<>();
    for (int i = 0; i < LanMachine.MAX_PER_ADDRESS + 2; i++) {
      now += SECOND / 10;
      effects.addAll(receive(one, packet(8, 9_001 + i)));
      heard = machine.size();
    }
    assertThat(heard).isEqualTo(LanMachine.MAX_PER_ADDRESS);
    assertThat(meetings(effects)).as("nor do old dials count").hasSize(LanMachine.MAX_DIALS);
  }

  @Test
  void aDialThatHasEndedMakesRoomForTheNext() {
    machine.accept(now, new LanInput.Networks(List.of(new LanPrefix(ip(10, 0, 0, 1), 8))));
    List<PeerAddress> first = hear(0, LanMachine.MAX_DIALS + 1);
    assertThat(first).hasSize(LanMachine.MAX_DIALS);

    assertThat(dialled(first.get(0), false)).containsExactly(at(ip(10, 1, 0, 4), 7_001));
    assertThat(dialled(first.get(0), false)).as("said twice").isEmpty();
  }

  @Test
  void aSecondDialComesAfterAWhileThatDoubles() {
    PeerAddress neighbour = at(ip(192, 168, 1, 9), 7_001);
    receive(neighbour.ip(), packet(8, neighbour.port()));
    long pause = LanMachine.FIRST_RETRY.toNanos();
    for (int i = 0; i < 3; i++) {
      dialled(neighbour, false);
      long failed = now;
      now = failed + pause * 3 / 4 - 1;
      assertThat(receive(neighbour.ip(), packet(8, neighbour.port()))).isEmpty();
      now = failed + pause;
      assertThat(receive(neighbour.ip(), packet(8, neighbour.port()))).hasSize(1);
      pause *= 2;
    }
  }

  @Test
  void aSecondDialNeedsNoPacketAtThatTime() {
    PeerAddress neighbour = at(ip(192, 168, 1, 9), 7_001);
    receive(neighbour.ip(), packet(8, neighbour.port()));
    dialled(neighbour, false);
    now += LanMachine.FIRST_RETRY.toNanos();

    assertThat(meetings(machine.onTimeout(now))).containsExactly(neighbour);
  }

  @Test
  void aPrefixIsComparedToTheBit() {
    LanPrefix network = new LanPrefix(ip(10, 1, 2, 3), 20);
    assertThat(network.contains(ip(10, 1, 15, 255))).isTrue();
    assertThat(network.contains(ip(10, 1, 16, 0))).isFalse();
    assertThat(new LanPrefix(ip(10, 1, 2, 3), 0).contains(ip(200, 1, 1, 1))).isTrue();
    assertThat(new LanPrefix(ip(10, 1, 2, 3), 32).contains(ip(10, 1, 2, 4))).isFalse();
    assertThat(network.contains(IpAddress.of(new byte[16]))).as("IPv6").isFalse();
  }
}
