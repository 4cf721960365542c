package io.scp2p.core.protocol.session;

import io.scp2p.core.crypto.Sha256;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.HelloExtension;
import io.scp2p.core.wire.record.HelloOffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The side that dialled.
 *
 * <pre>
 * hello 1 ->
 *          <- hello 2   checked: sections 4.3 and 4.4, extension X2
 * hello 3 ->            established
 * </pre>
 */
public final class InitiatorHandshake extends Handshake {
  private final LocalNode local;
  private final Expectation expected;
  private final HelloMaker hellos;
  private Bytes firstHelloHash = Bytes.EMPTY;

  /** A handshake that is still to be opened. */
  public InitiatorHandshake(LocalNode local, Fresh fresh, Expectation expected, Duration timeout) {
    super(timeout);
    this.local = local;
    this.expected = expected;
    this.hellos = new HelloMaker(local, fresh);
  }

  @Override
  List<HandshakeEffect> opened(long wallSeconds) {
    Bytes first = hellos.first(wallSeconds);
    firstHelloHash = Bytes.wrap(Sha256.hash(first.toArray()));
    return List.of(new HandshakeEffect.Send(first));
  }

  @Override
  List<HandshakeEffect> received(long nowNanos, Bytes frameBody, long wallSeconds) throws Refusal {
    ReceivedHello answer = ReceivedHello.check(2, frameBody, wallSeconds, local);
    answer.requireEcho(hellos.nonce());
    answer.require(
        expected.key() == null || expected.key().equals(answer.key()),
        HandshakeFailure.UNEXPECTED_KEY);
    HelloOffer offer = local.offer();
    Optional<HelloExtension> extension = answer.extension();
    Bytes peerNonce = answer.body().nonce();
    if (offer == null || extension.isEmpty()) {
      answer.require(!expected.extensionRequired(), HandshakeFailure.DOWNGRADED);
      return end(
          new HandshakeEffect.Send(hellos.plainAnswer(peerNonce, wallSeconds)),
          established(answer, Optional.empty()));
    }
    answer.requireBound(extension.get(), expected.binding(), firstHelloHash);
    Bytes third =
        hellos.boundAnswer(3, peerNonce, wallSeconds, expected.binding(), answer.hash(), offer);
    return end(
        new HandshakeEffect.Send(third),
        established(answer, Optional.of(Extensions.agreed(offer, extension.get().offer()))));
  }

  private static HandshakeEffect established(
      ReceivedHello answer, Optional<Extensions> extensions) {
    return new HandshakeEffect.Established(
        new Peer(answer.key(), answer.body().capabilities(), extensions));
  }
}
