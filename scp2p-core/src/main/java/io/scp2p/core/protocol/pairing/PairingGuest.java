package io.scp2p.core.protocol.pairing;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.Cpace;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.pairing.PairBegin;
import io.scp2p.core.wire.pairing.PairBegun;
import io.scp2p.core.wire.pairing.PairProve;
import io.scp2p.core.wire.pairing.PairProved;
import io.scp2p.core.wire.pairing.PairingMessages;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The side that was told the code, in one exchange with one peer. */
public final class PairingGuest implements AutoCloseable {
  private final long number;
  private final Bytes session;
  private final Cpace exchange;
  private @Nullable PairingKeys keys;

  /** An exchange with a peer that may be the one. */
  public PairingGuest(
      NodeKey self, NodeKey peer, long number, SecretBytes secret, Entropy entropy) {
    this.number = number;
    this.session = Bytes.wrap(entropy.bytes(PairingMessages.SESSION_BYTES));
    this.exchange =
        Cpace.begin(
            secret, PairingKeys.channel(self, peer), session.toArray(), new byte[0], entropy);
  }

  /** Names the exchange. */
  public Bytes session() {
    return session;
  }

  /** What to send first. */
  public PairBegin begin() {
    return new PairBegin(number, session, Bytes.wrap(exchange.message()));
  }

  /** What to send next; empty if the peer's answer is none. */
  public Optional<PairProve> begun(PairBegun begun) {
    Optional<PairingKeys> agreed = PairingKeys.of(exchange, begun.message(), true, session);
    keys = agreed.orElse(null);
    return agreed.map(each -> new PairProve(session, each.receiverProof()));
  }

  /** What is offered; empty if the peer does not know the code. */
  public Optional<Bytes> proved(PairProved proved) {
    return keys != null && keys.isSender(proved.proof())
        ? keys.open(proved.offer())
        : Optional.empty();
  }

  @Override
  public void close() {
    exchange.close();
    if (keys != null) {
      keys.close();
    }
  }
}
