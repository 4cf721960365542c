package io.scp2p.core.protocol.lan;

import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.TokenBucket;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.LanPacket;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * Tells the local network that this node is there, and listens who else is (section 15).
 *
 * <p><b>Floods.</b> Packets from outside the networks of this node are ignored: they can only be
 * forged, or sent to us alone from far away. Each address has a rate, and all unknown ones together
 * have one; what comes beyond is not even decoded. Neighbours are capped, in all and for each
 * address; whoever was met keeps his place until he falls silent, and of the others those that
 * could not be reached give way first. Dials are capped, and repeated less and less often.
 */
public final class LanMachine implements Machine<LanInput, LanEffect> {
  /** Section 15. */
  public static final Duration INTERVAL = Duration.ofSeconds(3);

  /** Five packets lost in a row are no accident any more. */
  public static final Duration SILENT_AFTER = Duration.ofSeconds(16);

  /** Neighbours remembered at the same time. */
  public static final int MAX_NEIGHBOURS = 256;

  /** Nodes of one machine, or behind one address. */
  public static final int MAX_PER_ADDRESS = 16;

  /** Neighbours that are dialled, or were and answered; the others are hearsay for the database. */
  public static final int MAX_MET = 64;

  /** Dials at the same time. */
  public static final int MAX_DIALS = 4;

  /** Packets decoded in a second, of addresses where nobody is known. */
  public static final int PACKETS_PER_SECOND = 200;

  /** Sixteen nodes, each a packet in three seconds, and some to spare. */
  public static final int PACKETS_PER_SECOND_AND_ADDRESS = 10;

  /** Addresses whose rate is counted; a new one beyond takes the place of the oldest. */
  static final int MAX_COUNTED = 512;

  static final Duration FIRST_RETRY = Duration.ofSeconds(5);
  static final Duration LAST_RETRY = Duration.ofMinutes(5);

  private final Bytes instance;
  private final int tcpPort;
  private final Bytes packet;
  private final RandomGenerator random;
  private final Map<PeerAddress, Neighbour> neighbours = new LinkedHashMap<>();
  private final Map<IpAddress, Integer> byAddress = new HashMap<>();
  private final Map<IpAddress, TokenBucket> rates = new LinkedHashMap<>();
  private final TokenBucket rate;
  private List<LanPrefix> networks = List.of();
  private int dials;
  private int met;
  private OptionalLong nextNanos = OptionalLong.empty();

  /** Somebody who says that he is there. */
  private static final class Neighbour {
    long heardNanos;
    boolean dialling;
    boolean met;
    int failures;
    long retryNanos;

    Neighbour(long nowNanos) {
      this.heardNanos = nowNanos;
      this.retryNanos = nowNanos;
    }
  }

  /**
   * Silent until it is told of a network.
   *
   * @param instance random, by which this node knows its own packets
   * @param tcpPort where this node can be dialled; 0 if it cannot, and then it only listens
   * @param random for jitter
   */
  public LanMachine(
      Bytes instance,
      int tcpPort,
      Capabilities capabilities,
      RandomGenerator random,
      long nowNanos) {
    this.instance = instance;
    this.tcpPort = tcpPort;
    this.packet =
        new LanPacket(LanPacket.CURRENT_VERSION, instance, tcpPort, capabilities).encoded();
    this.random = random;
    this.rate = new TokenBucket(PACKETS_PER_SECOND, PACKETS_PER_SECOND, nowNanos);
  }

  @Override
  public List<LanEffect> accept(long nowNanos, LanInput input) {
    List<LanEffect> effects = new ArrayList<>();
    if (input instanceof LanInput.Networks now) {
      networks = now.networks();
      forgetOutsiders();
      // Whoever plugs in a cable does not want to wait.
      nextNanos = networks.isEmpty() ? OptionalLong.empty() : OptionalLong.of(nowNanos);
    } else if (input instanceof LanInput.Received received) {
      received(received, nowNanos, effects);
    } else if (input instanceof LanInput.Dialled dialled) {
      dialled(dialled, nowNanos, effects);
    }
    return effects;
  }

  private void forgetOutsiders() {
    for (PeerAddress address : List.copyOf(neighbours.keySet())) {
      if (!isLocal(address.ip())) {
        forget(address);
      }
    }
  }

  private boolean isLocal(IpAddress ip) {
    for (LanPrefix network : networks) {
      if (network.contains(ip)) {
        return true;
      }
    }
    return false;
  }

  private void received(LanInput.Received received, long nowNanos, List<LanEffect> effects) {
    IpAddress from = received.from();
    if (!isLocal(from) || !ratesOf(from, nowNanos).tryTake(1, nowNanos)) {
      return;
    }
    // Whoever is known has a rate of his own: a flood of others must not drown him.
    if (!byAddress.containsKey(from) && !rate.tryTake(1, nowNanos)) {
      return;
    }
    LanPacket said;
    try {
      said = LanPacket.decode(received.datagram());
    } catch (WireException notOurs) {
      return; // The port is not reserved for us.
    }
    if (said.instanceId().equals(instance) || said.tcpPort() == 0) {
      return;
    }
    heard(PeerAddress.direct(from, said.tcpPort(), PeerTransport.TCP), nowNanos, effects);
  }

  private TokenBucket ratesOf(IpAddress from, long nowNanos) {
    TokenBucket own = rates.get(from);
    if (own == null) {
      if (rates.size() >= MAX_COUNTED) {
        rates.remove(rates.keySet().iterator().next());
      }
      own =
          new TokenBucket(
              PACKETS_PER_SECOND_AND_ADDRESS, 2L * PACKETS_PER_SECOND_AND_ADDRESS, nowNanos);
      rates.put(from, own);
    }
    return own;
  }

  private void heard(PeerAddress address, long nowNanos, List<LanEffect> effects) {
    Neighbour known = neighbours.get(address);
    if (known == null) {
      int there = byAddress.getOrDefault(address.ip(), 0);
      if (there >= MAX_PER_ADDRESS || (neighbours.size() >= MAX_NEIGHBOURS && !makeRoom())) {
        return;
      }
      known = new Neighbour(nowNanos);
      neighbours.put(address, known);
      byAddress.put(address.ip(), there + 1);
      effects.add(new LanEffect.Heard(address));
    }
    known.heardNanos = nowNanos;
    meet(nowNanos, effects);
  }

  /** Nobody who was met gives way; of the others, who was dialled most often for nothing. */
  private boolean makeRoom() {
    PeerAddress worst = null;
    int failures = -1;
    int equals = 0;
    for (Map.Entry<PeerAddress, Neighbour> each : neighbours.entrySet()) {
      Neighbour neighbour = each.getValue();
      if (neighbour.met || neighbour.dialling || neighbour.failures < failures) {
        continue;
      }
      equals = neighbour.failures == failures ? equals + 1 : 1;
      // Of equals any: a flood must not be able to say which.
      if (neighbour.failures > failures || random.nextInt(equals) == 0) {
        worst = each.getKey();
        failures = neighbour.failures;
      }
    }
    if (worst == null) {
      return false;
    }
    forget(worst);
    return true;
  }

  /** Dials whoever waits for it, as far as there are places. */
  private void meet(long nowNanos, List<LanEffect> effects) {
    for (Map.Entry<PeerAddress, Neighbour> each : neighbours.entrySet()) {
      Neighbour neighbour = each.getValue();
      boolean place = dials < MAX_DIALS && (neighbour.met || dials + met < MAX_MET);
      if (place && !neighbour.dialling && Nanos.isDue(neighbour.retryNanos, nowNanos)) {
        neighbour.dialling = true;
        dials++;
        effects.add(new LanEffect.Meet(each.getKey()));
      }
    }
  }

  private void dialled(LanInput.Dialled dialled, long nowNanos, List<LanEffect> effects) {
    Neighbour neighbour = neighbours.get(dialled.address());
    if (neighbour == null || !neighbour.dialling) {
      return;
    }
    neighbour.dialling = false;
    dials--;
    met += (dialled.met() ? 1 : 0) - (neighbour.met ? 1 : 0);
    neighbour.met = dialled.met();
    neighbour.failures = dialled.met() ? 0 : neighbour.failures + 1;
    // Also a neighbour that was met: the session may have ended since, and costs nothing if not.
    long pause = dialled.met() ? jittered(Nanos.of(LAST_RETRY)) : pause(neighbour.failures - 1);
    neighbour.retryNanos = nowNanos + pause;
    meet(nowNanos, effects);
  }

  private long pause(int failures) {
    long longest = Nanos.of(LAST_RETRY);
    long pause = Math.min(longest, Nanos.of(FIRST_RETRY) << Math.min(failures, 16));
    return jittered(pause);
  }

  private long jittered(long nanos) {
    return nanos - random.nextLong(nanos / 4);
  }

  @Override
  public List<LanEffect> onTimeout(long nowNanos) {
    List<LanEffect> effects = new ArrayList<>();
    if (nextNanos.isEmpty() || !Nanos.isDue(nextNanos.getAsLong(), nowNanos)) {
      return effects;
    }
    // A little earlier or later each time, so that a room full of nodes does not speak at once.
    long interval = Nanos.of(INTERVAL);
    nextNanos = OptionalLong.of(nowNanos + interval * 7 / 8 + random.nextLong(interval / 4));
    if (tcpPort > 0) {
      effects.add(new LanEffect.Announce(packet));
    }
    for (Map.Entry<PeerAddress, Neighbour> each : List.copyOf(neighbours.entrySet())) {
      if (Nanos.isDue(each.getValue().heardNanos + Nanos.of(SILENT_AFTER), nowNanos)) {
        forget(each.getKey());
      }
    }
    meet(nowNanos, effects);
    return effects;
  }

  private void forget(PeerAddress address) {
    Neighbour gone = neighbours.remove(address);
    if (gone == null) {
      return;
    }
    byAddress.computeIfPresent(address.ip(), (ip, n) -> n == 1 ? null : n - 1);
    dials -= gone.dialling ? 1 : 0;
    met -= gone.met ? 1 : 0;
  }

  @Override
  public OptionalLong deadlineNanos() {
    return nextNanos;
  }

  /** Whether somebody at this address was heard of late. */
  boolean isNeighbour(PeerAddress address) {
    return neighbours.containsKey(address);
  }

  /** How many neighbours there are. */
  public int size() {
    return neighbours.size();
  }
}
