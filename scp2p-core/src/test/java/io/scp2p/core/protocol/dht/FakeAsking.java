package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes down what is asked; the test answers when it likes. */
final class FakeAsking implements Asking {
  /** Something said to a node. */
  record Said(PeerAddress to, Request request, Then then) {}

  /** A lookup that was wanted. */
  record Looked(LookupGoal goal, List<PeerAddress> also, Nodes then) {}

  final Deque<Said> said = new ArrayDeque<>();
  final Deque<Looked> looked = new ArrayDeque<>();
  final Map<NodeKey, Speech> speech = new HashMap<>();

  @Override
  public void store(PeerAddress to, Request request, long nowNanos, Then then) {
    said.add(new Said(to, request, then));
  }

  @Override
  public void findNodes(LookupGoal goal, List<PeerAddress> also, long nowNanos, Nodes then) {
    looked.add(new Looked(goal, also, then));
  }

  @Override
  public Speech speech(PeerAddress node) {
    return speech.getOrDefault(node.pubkeyHint(), Speech.BATCHES);
  }

  /** Answers what was said first of what is not answered yet, and returns it. */
  Said answer(DhtReply reply) {
    Said first = said.remove();
    first.then().reply(reply, 0);
    return first;
  }

  /** Who was spoken to and has not answered yet. */
  List<PeerAddress> waiting() {
    List<PeerAddress> waiting = new ArrayList<>();
    said.forEach(each -> waiting.add(each.to()));
    return waiting;
  }
}
