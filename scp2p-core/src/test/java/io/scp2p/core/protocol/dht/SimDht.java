package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.protocol.dht.DhtReply.Why;
import io.scp2p.core.protocol.dht.SimDhtNode.Behaviour;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.message.FindNodeResult;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.Providers;
import io.scp2p.core.wire.record.ShareHead;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Thousands of DHT nodes in one thread, on simulated time, from one seed. Every node runs the real
 * {@link DhtMachine}; between them there is nothing but latency. What is modelled: a session is
 * there at once (its round trips are not counted), a dead node is noticed after {@link
 * #DEAD_AFTER}, and a value is verified by comparing it with what was published, in place of a
 * signature.
 */
final class SimDht {
  static final Duration LATENCY = Duration.ofMillis(50);
  static final Duration DEAD_AFTER = Duration.ofSeconds(5);
  private static final long UNIX_START = 1_700_000_000L;

  final SplittableRandom random;
  final List<SimDhtNode> nodes = new ArrayList<>();
  long messages;

  /** Of messages, envelopes and TLS records; counted only if {@link #weighing}. */
  long bytes;

  /** Pairs of nodes that met, each a handshake. */
  long meetings;

  boolean weighing;

  /** If not null, nodes for which it says different things cannot reach each other. */
  @Nullable Predicate<SimDhtNode> divided;

  private final boolean wire;
  private final Map<NodeKey, SimDhtNode> byKey = new HashMap<>();
  private final List<SimDhtNode> hostile = new ArrayList<>();
  private final Map<DhtKey, Bytes> truth = new HashMap<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private long now;
  private long order;

  private record Event(long at, long order, Runnable action) {}

  /** Told how a search ended. */
  interface Search {
    void over(LookupResult result);
  }

  /** Told how many nodes keep a value. */
  interface Copies {
    void kept(int copies);
  }

  /**
   * An empty world.
   *
   * @param wire whether answers go through their wire form, so that nodes share no objects
   */
  SimDht(long seed, boolean wire) {
    this.random = new SplittableRandom(seed);
    this.wire = wire;
  }

  long now() {
    return now;
  }

  long unix() {
    return UNIX_START + now / 1_000_000_000L;
  }

  void at(long nanos, Runnable action) {
    events.add(new Event(nanos, order++, action));
  }

  void runFor(Duration span) {
    long until = now + span.toNanos();
    while (!events.isEmpty() && events.peek().at() <= until) {
      Event next = events.remove();
      now = next.at();
      next.action().run();
    }
    now = until;
  }

  /** Adds a node that joins by the first nodes of the world, if there are any. */
  SimDhtNode join(Behaviour behaviour) {
    return join(behaviour, randomKey(), randomAddress());
  }

  SimDhtNode join(Behaviour behaviour, NodeKey key, IpAddress ip) {
    PeerAddress address = new PeerAddress(ip, 7_001, PeerTransport.TCP, key, null);
    SimDhtNode node = new SimDhtNode(this, key, address, behaviour, random.split());
    nodes.add(node);
    byKey.put(key, node);
    if (!node.isHonest()) {
      hostile.add(node);
    }
    int found = 0;
    for (int i = 0; i < nodes.size() - 1 && found < 3; i++) {
      SimDhtNode bootstrap = nodes.get(i);
      if (bootstrap.alive && bootstrap.isHonest()) {
        found++;
        at(now + 2 * LATENCY.toNanos(), () -> meet(node, bootstrap));
      }
    }
    return node;
  }

  void meet(SimDhtNode node, SimDhtNode bootstrap) {
    if (bootstrap.alive && !isApart(node, bootstrap)) {
      node.feed(new DhtInput.Met(bootstrap.key, bootstrap.address));
    }
  }

  void kill(SimDhtNode node) {
    node.alive = false;
    byKey.remove(node.key);
  }

  NodeKey randomKey() {
    byte[] key = new byte[NodeKey.LENGTH];
    ByteBuffer.wrap(key)
        .putLong(random.nextLong())
        .putLong(random.nextLong())
        .putLong(random.nextLong())
        .putLong(random.nextLong());
    return NodeKey.of(key);
  }

  /** A public address; two of a thousand are rarely of one subnet. */
  IpAddress randomAddress() {
    int third = random.nextInt(1 << 24);
    return IpAddress.of(
        (byte) (20 + random.nextInt(60)),
        (byte) (third >>> 16),
        (byte) (third >>> 8),
        (byte) (1 + random.nextInt(250)));
  }

  /** A key whose node id shares many bits with a point: what an attacker computes in advance. */
  NodeKey keyNear(Point target, int bits) {
    while (true) {
      NodeKey key = randomKey();
      if (Point.of(key).sharedBits(target) >= bits) {
        return key;
      }
    }
  }

  Speech speech(NodeKey key) {
    SimDhtNode node = byKey.get(key);
    boolean ours = node != null && node.behaviour != Behaviour.REFERENCE;
    return ours ? Speech.BATCHES : Speech.V1;
  }

  /** A question on its way. */
  void ask(SimDhtNode from, DhtEffect.Ask ask) {
    messages++;
    weigh(ask.request());
    SimDhtNode to = byKey.get(ask.to().pubkeyHint());
    if (to == null || isApart(from, to)) {
      at(now + DEAD_AFTER.toNanos(), () -> failed(from, ask, Why.SILENT));
      return;
    }
    at(now + LATENCY.toNanos(), () -> arrived(from, to, ask));
  }

  boolean isApart(SimDhtNode one, SimDhtNode other) {
    return divided != null && divided.test(one) != divided.test(other);
  }

  /** An envelope of section 2.2 has some 40 bytes besides its payload, a TLS record 22. */
  private void weigh(Encodable message) {
    if (weighing) {
      bytes += message.encoded().size() + 62;
    }
  }

  private void arrived(SimDhtNode from, SimDhtNode to, DhtEffect.Ask ask) {
    DhtReply reply = to.alive ? to.answer(from, ask.request()) : null;
    if (reply == null) {
      at(now + DEAD_AFTER.toNanos(), () -> failed(from, ask, Why.SILENT));
      return;
    }
    messages++;
    bytes += weighing && reply instanceof DhtReply.Stored ? 62 : 0;
    at(
        now + LATENCY.toNanos(),
        () -> {
          if (!from.machine.table().contains(to.contact)) {
            meetings++;
            from.feed(new DhtInput.Met(to.key, ask.to())); // A session: told once.
          }
          from.feed(new DhtInput.Answered(ask.ask(), reply));
        });
  }

  private static void failed(SimDhtNode from, DhtEffect.Ask ask, Why why) {
    from.feed(new DhtInput.Answered(ask.ask(), new DhtReply.Failed(why)));
  }

  List<PeerAddress> coded(FindNodeResult result) {
    weigh(result);
    return wire ? SimDhtNode.recoded(result).peers() : result.peers();
  }

  FindValueResult coded(FindValueResult result) {
    weigh(result);
    return wire ? SimDhtNode.recoded(result) : result;
  }

  /** A head as somebody might publish it. */
  DhtEntry newHead() {
    byte[] id = randomKey().bytes();
    ShareHead head =
        new ShareHead.Body(ShareId.of(id), 1, ManifestId.of(randomKey().bytes()), UNIX_START)
            .signed(Bytes.wrap(new byte[64]));
    DhtEntry entry = new DhtEntry(DhtKeys.shareHead(ShareId.of(id)), head.encoded(), 86_400);
    truth.put(entry.key(), entry.value());
    return entry;
  }

  /** Valid as far as anybody can tell, and of no use to anybody. */
  DhtEntry junk() {
    ContentId content = ContentId.of(randomKey().bytes());
    return new DhtEntry(
        DhtKeys.providers(content), new Providers(content, List.of(), unix()).encoded(), 86_400);
  }

  SimDhtNode node(NodeKey key) {
    return byKey.get(key);
  }

  Judged judged(DhtKey key, Bytes value) {
    if (!truth.containsKey(key)) {
      ValueJudge.Judgement judgement =
          new ValueJudge(share -> Optional.empty()).judge(key, value, unix());
      if (judgement instanceof ValueJudge.Judgement.Accepted accepted) {
        return accepted.value();
      }
    }
    DhtVerdict verdict = DhtValues.validate(key, value.detached());
    boolean verified = value.equals(truth.get(key));
    if (verdict instanceof DhtVerdict.Accepted accepted) {
      return new Judged(key, value.detached(), accepted.value(), verified, null, Set.of());
    }
    throw new AssertionError("nobody sends this: " + verdict);
  }

  /** What whoever asked makes of a value. */
  DhtReply judge(DhtKey key, FindValueResult result, List<PeerAddress> closer) {
    DhtEntry entry = result.value();
    if (entry == null) {
      return new DhtReply.Value(null, closer);
    }
    if (!truth.containsKey(key) && SimDhtNode.decodes(entry.value())) {
      ValueJudge.Judgement judgement =
          new ValueJudge(share -> Optional.empty()).judge(key, entry.value(), unix());
      return judgement instanceof ValueJudge.Judgement.Accepted accepted
          ? new DhtReply.Value(accepted.value(), closer)
          : new DhtReply.Failed(Why.LIED);
    }
    return entry.value().equals(truth.get(key))
        ? new DhtReply.Value(judged(key, entry.value()), closer)
        : new DhtReply.Failed(Why.LIED);
  }

  /** The hostile nodes closest to a point. */
  List<PeerAddress> accomplices(Point target, int count) {
    ClosestContacts closest = new ClosestContacts(target, count);
    for (SimDhtNode node : hostile) {
      if (node.alive) {
        closest.add(node.contact);
      }
    }
    return closest.inOrder().stream().map(Contact::address).toList();
  }

  /** A node that does not exist, as close to a point as a liar likes. */
  PeerAddress inventedNear(Point target, SplittableRandom liar) {
    byte[] key = new byte[NodeKey.LENGTH];
    ByteBuffer.wrap(key).putLong(liar.nextLong()).putLong(target.high()).putLong(liar.nextLong());
    return new PeerAddress(
        IpAddress.of((byte) 90, (byte) liar.nextInt(), (byte) liar.nextInt(), (byte) 1),
        7_001,
        PeerTransport.TCP,
        NodeKey.of(key),
        null);
  }

  /** An honest node that is there. */
  SimDhtNode anyHonest() {
    while (true) {
      SimDhtNode node = nodes.get(random.nextInt(nodes.size()));
      if (node.alive && node.isHonest()) {
        return node;
      }
    }
  }

  /** The nodes that a value belongs to, as only somebody can know who sees them all. */
  List<SimDhtNode> closest(Point target, int count) {
    return nodes.stream()
        .filter(node -> node.alive)
        .sorted((a, b) -> target.compareDistance(a.contact.point(), b.contact.point()))
        .limit(count)
        .toList();
  }
}
