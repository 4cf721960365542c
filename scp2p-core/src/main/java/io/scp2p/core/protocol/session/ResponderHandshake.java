package io.scp2p.core.protocol.session;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.Sha256;
import io.scp2p.core.protocol.ReplayCache;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.Hello;
import io.scp2p.core.wire.record.HelloExtension;
import io.scp2p.core.wire.record.HelloOffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The side that was dialled.
 *
 * <pre>
 *  -> hello 1           checked: sections 4.3 and 4.4, extension X2
 *     hello 2 ->
 *  -> hello 3           checked, and compared with hello 1 (section 21, Q-3)   established
 * </pre>
 */
public final class ResponderHandshake extends Handshake {
  private final LocalNode local;
  private final Expectation expected;
  private final HelloMaker hellos;
  private final ReplayCache nonces;
  private final Predicate<NodeKey> knownToExtend;
  private @Nullable ReceivedHello first;
  private Bytes secondHelloHash = Bytes.EMPTY;

  /**
   * A handshake that is still to be opened.
   *
   * @param nonces of all first hellos of this node; only the loop that owns it calls this machine
   * @param knownToExtend whether a key has been seen with the extension before
   */
  public ResponderHandshake(
      LocalNode local,
      Fresh fresh,
      Expectation expected,
      ReplayCache nonces,
      Predicate<NodeKey> knownToExtend,
      Duration timeout) {
    super(timeout);
    this.local = local;
    this.expected = expected;
    this.hellos = new HelloMaker(local, fresh);
    this.nonces = nonces;
    this.knownToExtend = knownToExtend;
  }

  @Override
  List<HandshakeEffect> opened(long wallSeconds) {
    return List.of();
  }

  @Override
  List<HandshakeEffect> received(long nowNanos, Bytes frameBody, long wallSeconds) throws Refusal {
    ReceivedHello earlier = first;
    return earlier == null
        ? answer(nowNanos, ReceivedHello.check(1, frameBody, wallSeconds, local), wallSeconds)
        : conclude(earlier, ReceivedHello.check(3, frameBody, wallSeconds, local));
  }

  private List<HandshakeEffect> answer(long nowNanos, ReceivedHello hello, long wallSeconds)
      throws Refusal {
    hello.require(hello.body().echoedNonce() == null, HandshakeFailure.WRONG_ECHO);
    hello.require(
        expected.key() == null || expected.key().equals(hello.key()),
        HandshakeFailure.UNEXPECTED_KEY);
    hello.require(
        hello.extension().isPresent() || !extensionRequiredOf(hello.key()),
        HandshakeFailure.DOWNGRADED);
    // Last of the checks: what a stranger cannot sign must not fill the memory for nonces.
    hello.require(
        nonces.firstSeen(hello.body().nonce().toArray(), nowNanos), HandshakeFailure.REPLAYED);
    first = hello;
    Bytes second = second(hello, wallSeconds);
    secondHelloHash = Bytes.wrap(Sha256.hash(second.toArray()));
    return List.of(new HandshakeEffect.Send(second));
  }

  private boolean extensionRequiredOf(NodeKey key) {
    return local.offer() != null && (expected.extensionRequired() || knownToExtend.test(key));
  }

  private Bytes second(ReceivedHello hello, long wallSeconds) {
    HelloOffer offer = local.offer();
    return offer != null && hello.extension().isPresent()
        ? hellos.boundAnswer(
            2, hello.body().nonce(), wallSeconds, expected.binding(), hello.hash(), offer)
        : hellos.plainAnswer(hello.body().nonce(), wallSeconds);
  }

  private List<HandshakeEffect> conclude(ReceivedHello earlier, ReceivedHello third)
      throws Refusal {
    third.requireEcho(hellos.nonce());
    third.require(third.key().equals(earlier.key()), HandshakeFailure.UNEXPECTED_KEY);
    third.require(sameSender(earlier.body(), third.body()), HandshakeFailure.CHANGED_HELLO);
    HelloOffer offer = local.offer();
    if (offer == null || earlier.extension().isEmpty()) {
      return end(established(third, Optional.empty()));
    }
    HelloExtension proposed = earlier.extension().get();
    third.require(third.extension().isPresent(), HandshakeFailure.BAD_EXTENSION);
    HelloExtension confirmed = third.extension().orElseThrow();
    third.requireBound(confirmed, expected.binding(), secondHelloHash);
    third.require(confirmed.offer().equals(proposed.offer()), HandshakeFailure.CHANGED_HELLO);
    return end(established(third, Optional.of(Extensions.agreed(offer, proposed.offer()))));
  }

  /** everything but echo and time is as it was in hello 1. */
  private static boolean sameSender(Hello.Body first, Hello.Body third) {
    return first.nonce().equals(third.nonce())
        && first.ephemeralKey().equals(third.ephemeralKey())
        && first.capabilities().equals(third.capabilities());
  }

  private static HandshakeEffect established(ReceivedHello hello, Optional<Extensions> extensions) {
    return new HandshakeEffect.Established(
        new Peer(hello.key(), hello.body().capabilities(), extensions));
  }
}
