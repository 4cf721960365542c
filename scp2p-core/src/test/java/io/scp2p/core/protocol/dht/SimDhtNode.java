package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.dht.DhtReply.Why;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.message.DhtPut;
import io.scp2p.core.wire.message.FindNode;
import io.scp2p.core.wire.message.FindNodeResult;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Store;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** One node of a {@link SimDht}: the real machine, and how it behaves towards others. */
final class SimDhtNode {
  /** What a node does that means harm. */
  enum Behaviour {
    HONEST,
    /** A reference node: an empty table, and no extension. */
    REFERENCE,
    /** Takes questions and never answers. */
    DROP,
    /** Names nodes that do not exist, close to whatever is asked for. */
    INVENT,
    /** Names only its accomplices, and keeps nothing. */
    COLLUDE,
    /** As before, with a forged value on top. */
    POISON,
    /** Stores junk everywhere. */
    FLOOD
  }

  final SimDht world;
  final NodeKey key;
  final PeerAddress address;
  final Contact contact;
  final Behaviour behaviour;
  final DhtMachine machine;
  final SplittableRandom random;
  boolean alive = true;
  long sent;
  long received;
  private OptionalLong alarm = OptionalLong.empty();
  private final Map<Long, SimDht.Search> searches = new HashMap<>();
  private final Map<Long, SimDht.Copies> publications = new HashMap<>();
  private long lastSearch;
  long announceRequests = -1;

  SimDhtNode(
      SimDht world,
      NodeKey key,
      PeerAddress address,
      Behaviour behaviour,
      SplittableRandom random) {
    this.world = world;
    this.key = key;
    this.address = address;
    this.contact = Contact.of(key, address);
    this.behaviour = behaviour;
    this.random = random;
    this.machine =
        new DhtMachine(key, DhtRules.DEFAULT, world::speech, address1 -> true, random.split());
  }

  boolean isHonest() {
    return behaviour == Behaviour.HONEST || behaviour == Behaviour.REFERENCE;
  }

  void feed(DhtInput input) {
    if (alive) {
      perform(machine.accept(world.now(), input));
    }
  }

  void find(DhtKey wanted, boolean every, SimDht.Search search) {
    long number = ++lastSearch;
    searches.put(number, search);
    feed(
        new DhtInput.Find(
            number, every ? LookupGoal.every(wanted) : LookupGoal.first(wanted), List.of()));
  }

  void publish(DhtEntry entry, SimDht.Copies copies) {
    long number = ++lastSearch;
    publications.put(number, copies);
    feed(new DhtInput.Publish(number, entry));
  }

  /**
   * A flooder gives junk to whomever it knows, as fast as the rate limits of section 17.1 allow.
   */
  void flood() {
    for (Contact victim : machine.table().all()) {
      for (int i = 0; i < 5; i++) {
        SimDhtNode to = world.node(victim.key());
        if (to != null && to.behaviour == Behaviour.HONEST) {
          to.answer(this, new Store(world.junk()));
        }
      }
    }
    if (alive) {
      world.at(world.now() + 10_000_000_000L, this::flood);
    }
  }

  private void perform(List<DhtEffect> effects) {
    for (DhtEffect effect : effects) {
      if (effect instanceof DhtEffect.Ask ask) {
        sent++;
        world.ask(this, ask);
      } else if (effect instanceof DhtEffect.Ended ended) {
        SimDht.Search search = searches.remove(ended.search());
        if (search != null) {
          search.over(ended.result());
        }
      } else if (effect instanceof DhtEffect.Published published) {
        SimDht.Copies copies = publications.remove(published.search());
        if (copies != null) {
          copies.kept(published.copies());
        }
      } else if (effect instanceof DhtEffect.Announced announced) {
        announceRequests = announced.requests();
      }
    }
    OptionalLong deadline = machine.deadlineNanos();
    if (!deadline.equals(alarm)) {
      alarm = deadline;
      if (deadline.isPresent()) {
        world.at(Math.max(world.now(), deadline.getAsLong()), () -> ring(deadline));
      }
    }
  }

  private void ring(OptionalLong setFor) {
    if (alive && setFor.equals(alarm)) {
      alarm = OptionalLong.empty();
      perform(machine.onTimeout(world.now()));
    }
  }

  /** What this node answers; null for silence. */
  DhtReply answer(SimDhtNode from, Request request) {
    received++;
    switch (behaviour) {
      case HONEST, FLOOD -> {
        feed(new DhtInput.Heard(from.address));
        return honest(from, request, true);
      }
      case REFERENCE -> {
        return honest(from, request, false);
      }
      case DROP -> {
        return null;
      }
      default -> {
        return hostile(request);
      }
    }
  }

  private DhtReply honest(SimDhtNode from, Request request, boolean routes) {
    DhtAnswers answers = machine.answers();
    if (request instanceof FindNode find) {
      return new DhtReply.Peers(routes ? world.coded(answers.nodes(find.target())) : List.of());
    }
    if (request instanceof FindValue find) {
      FindValueResult result = world.coded(answers.value(find.key(), null, world.now()));
      return world.judge(find.key(), result, routes ? result.closerPeers() : List.of());
    }
    if (request instanceof Store store) {
      boolean kept =
          answers
              .store(
                  world.judged(store.entry().key(), store.entry().value()),
                  from.key,
                  store.entry().ttlSeconds(),
                  world.now(),
                  world.unix())
              .isEmpty();
      return kept ? new DhtReply.Stored() : new DhtReply.Failed(Why.REFUSED);
    }
    DhtPut put = (DhtPut) request;
    for (DhtEntry entry : put.entries()) {
      answers.put(
          world.judged(entry.key(), entry.value()),
          from.key,
          entry.ttlSeconds(),
          world.now(),
          world.unix());
    }
    if (put.provider() != null) {
      answers.provide(
          put.provider(),
          false,
          put.contents(),
          from.key,
          put.ttlSeconds(),
          world.now(),
          world.unix());
    }
    return new DhtReply.Stored();
  }

  private DhtReply hostile(Request request) {
    if (request instanceof FindNode find) {
      return new DhtReply.Peers(named(Point.of(find.target())));
    }
    if (request instanceof FindValue find) {
      List<PeerAddress> closer = named(Point.of(find.key()));
      return behaviour == Behaviour.POISON
          ? world.judge(
              find.key(),
              new FindValueResult(
                  new DhtEntry(find.key(), Bytes.copyOf(new byte[] {1, 2, 3}), 86_400), closer),
              closer)
          : new DhtReply.Value(null, closer);
    }
    return new DhtReply.Stored(); // It says so.
  }

  private List<PeerAddress> named(Point target) {
    if (behaviour != Behaviour.INVENT) {
      return world.accomplices(target, 20);
    }
    List<PeerAddress> invented = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      invented.add(world.inventedNear(target, random));
    }
    return invented;
  }

  /** A message there and back through the wire form, so that nothing is shared by accident. */
  static FindNodeResult recoded(FindNodeResult result) {
    return decoded(result.encoded(), FindNodeResult.class);
  }

  static FindValueResult recoded(FindValueResult result) {
    return decoded(result.encoded(), FindValueResult.class);
  }

  private static <T> T decoded(Bytes bytes, Class<T> kind) {
    try {
      int type = kind == FindNodeResult.class ? 200 : 201;
      return kind.cast(MessageCodec.v1().decodeResponse(type, bytes));
    } catch (WireException e) {
      throw new AssertionError("our own message cannot be decoded", e);
    }
  }

  static boolean decodes(Bytes value) {
    try {
      CborReader.decode(value, CborReader::opaque);
      return true;
    } catch (WireException e) {
      return false;
    }
  }
}
