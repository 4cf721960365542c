package io.scp2p.core.protocol.turn;

import io.scp2p.api.spi.Entropy;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.stun.StunCredential;
import io.scp2p.core.protocol.turn.TurnEffect.Why;
import io.scp2p.core.protocol.turn.TurnRequest.Kind;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunError;
import io.scp2p.core.wire.stun.StunMessage;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.turn.ChannelData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One allocation at a TURN server (RFC 8656): got, kept, given back.
 *
 * <p>The server asks for name and password in its first answer (RFC 8489 section 9.2) and for a new
 * nonce whenever it likes. A peer is permitted first; the first datagram to it also binds a
 * channel, and until that is there goes as an indication, so nothing waits.
 */
public final class TurnMachine implements Machine<TurnInput, TurnEffect> {
  /** Peers at the same time; a path has a few candidates on the other side. */
  public static final int MAX_PEERS = 64;

  /** A server that wants another nonce each time is not asked for ever. */
  static final int MAX_NONCES = 3;

  /** Longer ones are refused: RFC 8489 sections 14.9 and 14.10 have fewer than 128 characters. */
  static final int MAX_TEXT_BYTES = 763;

  /** RFC 8656 section 3.2: a minute before the end; of a shorter one, half of it. */
  private static final long BEFORE_END_SECONDS = 60;

  private final TurnMessages messages;
  private final boolean stream;
  private final TurnRules rules;
  private final Entropy entropy;
  private final Map<Bytes, TurnRequest> requests = new LinkedHashMap<>();
  private final Map<StunAddress, TurnPeer> peers = new HashMap<>();
  private final Map<Integer, TurnPeer> channels = new HashMap<>();
  private final ChannelNumbers numbers = new ChannelNumbers();
  private boolean started;
  private boolean allocated;
  private boolean closing;
  private boolean over;
  private long refreshNanos;

  /**
   * Silent before {@link TurnInput.Connected}.
   *
   * @param stream whether the line is TCP, on which nothing gets lost, and channel data is padded
   * @param entropy for transaction ids
   */
  public TurnMachine(
      String username, String password, boolean stream, TurnRules rules, Entropy entropy) {
    this.messages = new TurnMessages(username, password);
    this.stream = stream;
    this.rules = rules;
    this.entropy = entropy;
  }

  /** Whether there is an address at the server. */
  public boolean isAllocated() {
    return allocated && !over;
  }

  /** Peers that were asked for. */
  public int peers() {
    return peers.size();
  }

  @Override
  public List<TurnEffect> accept(long nowNanos, TurnInput input) {
    List<TurnEffect> effects = new ArrayList<>();
    if (over) {
      return effects;
    }
    if (input instanceof TurnInput.Received received) {
      received(received.message(), nowNanos, effects);
    } else if (input instanceof TurnInput.SendTo send) {
      send(send, nowNanos, effects);
    } else if (input instanceof TurnInput.Permit permit) {
      permit(permit.peer(), nowNanos, effects);
    } else if (input instanceof TurnInput.Forbid forbid) {
      forbid(forbid.peer(), nowNanos);
    } else if (input instanceof TurnInput.Connected && !started) {
      started = true;
      ask(
          new TurnRequest(
              Kind.ALLOCATE, null, id -> messages.allocate(id, rules.lifetime().toSeconds())),
          nowNanos,
          effects);
    } else if (input instanceof TurnInput.Disconnected) {
      end(closing ? Why.CLOSED : allocated ? Why.LOST : Why.NO_ANSWER, 0, effects);
    } else if (input instanceof TurnInput.Close) {
      close(nowNanos, effects);
    }
    return effects;
  }

  private void close(long nowNanos, List<TurnEffect> effects) {
    if (closing) {
      return;
    }
    closing = true;
    requests.clear();
    if (allocated) {
      ask(new TurnRequest(Kind.RELEASE, null, id -> messages.refresh(id, 0)), nowNanos, effects);
    } else {
      end(Why.CLOSED, 0, effects);
    }
  }

  private void end(Why why, int code, List<TurnEffect> effects) {
    over = true;
    requests.clear();
    peers.clear();
    channels.clear();
    effects.add(new TurnEffect.Ended(why, code));
  }

  // Requests.

  private void ask(TurnRequest request, long nowNanos, List<TurnEffect> effects) {
    Bytes id = Bytes.wrap(entropy.bytes(StunMessage.TRANSACTION_BYTES));
    request.bytes = request.message.apply(id);
    request.tries = 0;
    requests.put(id, request);
    transmit(request, nowNanos, effects);
  }

  private void transmit(TurnRequest request, long nowNanos, List<TurnEffect> effects) {
    long wait = stream ? Nanos.of(rules.answer()) : Nanos.of(rules.firstRetry()) << request.tries;
    request.tries++;
    request.nextNanos = nowNanos + wait;
    effects.add(new TurnEffect.Transmit(request.bytes));
  }

  // Answers.

  private void received(Bytes bytes, long nowNanos, List<TurnEffect> effects) {
    try {
      if (ChannelData.looksLike(bytes)) {
        ChannelData data = ChannelData.decode(bytes);
        TurnPeer peer = channels.get(data.channel());
        if (peer != null) {
          effects.add(new TurnEffect.Delivered(peer.address, data.data()));
        }
        return;
      }
      StunMessage message = StunMessage.decode(bytes);
      if (message.kind() == StunClass.INDICATION) {
        indication(message, effects);
      } else if (message.kind() != StunClass.REQUEST) {
        answer(message, nowNanos, effects);
      }
    } catch (WireException broken) {
      // As if it had been lost: the request is repeated, or given up.
    }
  }

  private void indication(StunMessage message, List<TurnEffect> effects) throws WireException {
    Optional<StunAddress> peer = message.xoredAddress(StunAttribute.XOR_PEER_ADDRESS);
    Optional<Bytes> data = message.attribute(StunAttribute.DATA);
    // Permissions are for addresses, not for ports: a router may have given the peer another one.
    boolean known = peer.isPresent() && sibling(peer.get()) != null;
    if (message.method() == StunMethod.DATA && known && data.isPresent()) {
      effects.add(new TurnEffect.Delivered(peer.get(), data.get()));
    }
  }

  private void answer(StunMessage answer, long nowNanos, List<TurnEffect> effects)
      throws WireException {
    TurnRequest request = requests.get(answer.transaction());
    if (request == null) {
      return;
    }
    int code = answer.errorCode().orElse(0);
    boolean challenge = code == StunError.UNAUTHENTICATED || code == StunError.STALE_NONCE;
    if (answer.kind() == StunClass.ERROR && code == 0) {
      return;
    }
    if (challenge) {
      challenged(answer, request, code, nowNanos, effects);
      return;
    }
    // RFC 8489 section 9.2.5: without the right code it is not from the server. Errors may come
    // without one, where the server does not know the key (section 9.2.4).
    StunCredential key = messages.credential();
    boolean proved = key != null && key.verifies(answer);
    if (!proved && (answer.kind() == StunClass.SUCCESS || !answer.integrity().isEmpty())) {
      return;
    }
    requests.remove(answer.transaction());
    if (answer.kind() == StunClass.SUCCESS) {
      done(request, answer, nowNanos, effects);
    } else {
      failed(request, code, nowNanos, effects);
    }
  }

  /** RFC 8489 section 9.2.5: again, with what the server wants. */
  private void challenged(
      StunMessage answer, TurnRequest request, int code, long nowNanos, List<TurnEffect> effects)
      throws WireException {
    Optional<String> newRealm = answer.text(StunAttribute.REALM);
    Optional<Bytes> newNonce = answer.attribute(StunAttribute.NONCE);
    if (newNonce.isEmpty()
        || newNonce.get().size() > MAX_TEXT_BYTES
        || (newRealm.isEmpty() && messages.credential() == null)
        || answer.attribute(StunAttribute.REALM).filter(TurnMachine::isLong).isPresent()) {
      return;
    }
    requests.remove(answer.transaction());
    String wanted = newRealm.orElse(messages.realm());
    boolean sameRealm = messages.credential() != null && messages.realm().equals(wanted);
    if (code == StunError.UNAUTHENTICATED && sameRealm) {
      end(Why.WRONG_CREDENTIALS, code, effects); // They were in it, and did not please.
      return;
    }
    if (++request.nonces > MAX_NONCES) {
      end(Why.REFUSED, code, effects);
      return;
    }
    messages.wants(wanted, newNonce.get().detached());
    ask(request, nowNanos, effects);
  }

  private static boolean isLong(Bytes text) {
    return text.size() > MAX_TEXT_BYTES;
  }

  private void done(
      TurnRequest request, StunMessage answer, long nowNanos, List<TurnEffect> effects)
      throws WireException {
    switch (request.kind) {
      case ALLOCATE -> allocated(answer, nowNanos, effects);
      case REFRESH -> keepFor(answer, nowNanos);
      case RELEASE -> end(Why.CLOSED, 0, effects);
      case PERMIT, BIND -> permitted(request, nowNanos, effects);
    }
  }

  private void allocated(StunMessage answer, long nowNanos, List<TurnEffect> effects)
      throws WireException {
    Optional<StunAddress> relayed = answer.xoredAddress(StunAttribute.XOR_RELAYED_ADDRESS);
    Optional<StunAddress> mapped = answer.mappedAddress();
    if (relayed.isEmpty() || mapped.isEmpty()) {
      end(Why.REFUSED, 0, effects);
      return;
    }
    allocated = true;
    keepFor(answer, nowNanos);
    effects.add(new TurnEffect.Allocated(relayed.get(), mapped.get()));
    peers.values().forEach(peer -> askFor(peer, nowNanos, effects));
  }

  private void keepFor(StunMessage answer, long nowNanos) throws WireException {
    long seconds = answer.u32(StunAttribute.LIFETIME).orElse(rules.lifetime().toSeconds());
    long before = Math.max(1, Math.max(seconds / 2, seconds - BEFORE_END_SECONDS));
    // However long the server would keep it, a router in between would not.
    refreshNanos = nowNanos + TimeUnit.SECONDS.toNanos(Math.min(before, 3_600));
  }

  private void permitted(TurnRequest request, long nowNanos, List<TurnEffect> effects) {
    TurnPeer peer = request.peer;
    if (peer == null) {
      return;
    }
    boolean first = !peer.permitted;
    // A channel comes with a permission (RFC 8656 section 12).
    peer.permitted = true;
    peer.permitNanos = nowNanos + Nanos.of(rules.permission());
    if (request.kind == Kind.BIND) {
      peer.binding = false;
      peer.bound = true;
      peer.bindNanos = nowNanos + Nanos.of(rules.channel());
    } else {
      peer.asking = false;
    }
    if (first && peers.get(peer.address) == peer) {
      effects.add(new TurnEffect.Permitted(peer.address));
    }
  }

  private void failed(TurnRequest request, int code, long nowNanos, List<TurnEffect> effects) {
    TurnPeer peer = request.peer;
    if (request.kind == Kind.RELEASE) {
      end(Why.CLOSED, 0, effects);
    } else if (code == StunError.ALLOCATION_MISMATCH && allocated) {
      end(Why.LOST, code, effects);
    } else if (code == StunError.WRONG_CREDENTIALS) {
      end(Why.WRONG_CREDENTIALS, code, effects);
    } else if (peer == null) {
      end(Why.REFUSED, code, effects);
    } else if (request.kind == Kind.BIND) {
      peer.binding = false; // Indications do as well; tried again when it would be renewed.
      peer.bindNanos = nowNanos + Nanos.of(rules.channel());
    } else if (peers.remove(peer.address, peer)) {
      release(peer, nowNanos);
      effects.add(new TurnEffect.Refused(peer.address, code));
    }
  }

  // Peers.

  private void permit(StunAddress address, long nowNanos, List<TurnEffect> effects) {
    if (closing || peers.containsKey(address)) {
      return;
    }
    if (peers.size() >= MAX_PEERS) {
      effects.add(new TurnEffect.Refused(address, 0));
      return;
    }
    TurnPeer sibling = sibling(address);
    TurnPeer peer = new TurnPeer(address, nowNanos);
    peers.put(address, peer);
    if (sibling != null) {
      peer.permitted = true;
      peer.permitNanos = sibling.permitNanos;
      effects.add(new TurnEffect.Permitted(address));
    } else if (allocated) {
      askFor(peer, nowNanos, effects);
    }
  }

  /** One that is permitted with the same address, whatever its port: that permits this one too. */
  private @Nullable TurnPeer sibling(StunAddress address) {
    for (TurnPeer each : peers.values()) {
      if (each.permitted && each.address.ip().equals(address.ip())) {
        return each;
      }
    }
    return null;
  }

  private void forbid(StunAddress address, long nowNanos) {
    TurnPeer peer = peers.remove(address);
    if (peer != null) {
      release(peer, nowNanos);
      requests.values().removeIf(request -> request.peer == peer);
    }
  }

  private void release(TurnPeer peer, long nowNanos) {
    if (peer.channel != TurnPeer.NONE) {
      channels.remove(peer.channel);
      numbers.free(peer.address, peer.channel, nowNanos);
    }
  }

  private void askFor(TurnPeer peer, long nowNanos, List<TurnEffect> effects) {
    peer.asking = true;
    ask(new TurnRequest(Kind.PERMIT, peer, id -> messages.permission(id, peer)), nowNanos, effects);
  }

  private void send(TurnInput.SendTo send, long nowNanos, List<TurnEffect> effects) {
    TurnPeer peer = peers.get(send.peer());
    if (peer == null || !peer.permitted || closing) {
      return;
    }
    if (peer.bound) {
      effects.add(
          new TurnEffect.Transmit(new ChannelData(peer.channel, send.data()).encode(stream)));
      return;
    }
    if (!peer.used) {
      use(peer, nowNanos, effects);
    }
    Bytes id = Bytes.wrap(entropy.bytes(StunMessage.TRANSACTION_BYTES));
    effects.add(new TurnEffect.Transmit(TurnMessages.indication(id, peer.address, send.data())));
  }

  /** From the first datagram on; where no number is left, indications do as well. */
  private void use(TurnPeer peer, long nowNanos, List<TurnEffect> effects) {
    OptionalInt number = numbers.take(peer.address, nowNanos);
    if (number.isPresent()) {
      peer.used = true;
      peer.channel = number.getAsInt();
      channels.put(peer.channel, peer);
      bind(peer, nowNanos, effects);
    }
  }

  private void bind(TurnPeer peer, long nowNanos, List<TurnEffect> effects) {
    peer.binding = true;
    ask(new TurnRequest(Kind.BIND, peer, id -> messages.binding(id, peer)), nowNanos, effects);
  }

  // Time.

  @Override
  public List<TurnEffect> onTimeout(long nowNanos) {
    List<TurnEffect> effects = new ArrayList<>();
    for (Map.Entry<Bytes, TurnRequest> each : List.copyOf(requests.entrySet())) {
      TurnRequest request = each.getValue();
      if (!over && Nanos.isDue(request.nextNanos, nowNanos)) {
        again(each.getKey(), request, nowNanos, effects);
      }
    }
    if (!over && allocated && !closing) {
      renew(nowNanos, effects);
    }
    return effects;
  }

  private void again(Bytes id, TurnRequest request, long nowNanos, List<TurnEffect> effects) {
    boolean closed = request.kind == Kind.RELEASE && request.tries > 1;
    if (!stream && request.tries < rules.tries() && !closed) {
      transmit(request, nowNanos, effects);
      return;
    }
    requests.remove(id);
    boolean ended = closing || allocated;
    end(closing ? Why.CLOSED : ended ? Why.LOST : Why.NO_ANSWER, 0, effects);
  }

  private void renew(long nowNanos, List<TurnEffect> effects) {
    if (Nanos.isDue(refreshNanos, nowNanos)) {
      refreshNanos = nowNanos + Nanos.of(rules.lifetime()); // Moved by the answer.
      ask(
          new TurnRequest(
              Kind.REFRESH, null, id -> messages.refresh(id, rules.lifetime().toSeconds())),
          nowNanos,
          effects);
    }
    for (TurnPeer peer : List.copyOf(peers.values())) {
      if (!peer.asking && Nanos.isDue(peer.permitNanos, nowNanos)) {
        askFor(peer, nowNanos, effects);
      }
      if (peer.used && !peer.binding && Nanos.isDue(peer.bindNanos, nowNanos)) {
        bind(peer, nowNanos, effects);
      }
    }
  }

  @Override
  public OptionalLong deadlineNanos() {
    OptionalLong next = OptionalLong.empty();
    if (over) {
      return next;
    }
    for (TurnRequest request : requests.values()) {
      next = Nanos.earlier(next, OptionalLong.of(request.nextNanos));
    }
    if (allocated && !closing) {
      next = Nanos.earlier(next, OptionalLong.of(refreshNanos));
      for (TurnPeer peer : peers.values()) {
        if (!peer.asking) {
          next = Nanos.earlier(next, OptionalLong.of(peer.permitNanos));
        }
        if (peer.used && !peer.binding) {
          next = Nanos.earlier(next, OptionalLong.of(peer.bindNanos));
        }
      }
    }
    return next;
  }
}
