package io.scp2p.core.protocol.pairing;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.Cpace;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.pairing.PairBegin;
import io.scp2p.core.wire.pairing.PairProve;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The side that made the code and waits. Anybody may begin an exchange, which tells him nothing;
 * the first proof decides, whichever way: a right one uses the code up and a wrong one burns it, so
 * that there is one guess for each code.
 */
public final class PairingDesk implements AutoCloseable {
  /** Exchanges that were begun and not proved; the oldest makes room. */
  public static final int MAX_OPEN = 16;

  private final NodeKey self;
  private final SecretBytes secret;
  private final Entropy entropy;
  private final Map<Bytes, Open> open = new LinkedHashMap<>();
  private boolean decided;

  private record Open(NodeKey peer, PairingKeys keys) {}

  /**
   * Waits with a code.
   *
   * @param secret of the code; closed with this
   */
  public PairingDesk(NodeKey self, SecretBytes secret, Entropy entropy) {
    this.self = self;
    this.secret = secret;
    this.entropy = entropy;
  }

  /** What a proof has shown. */
  public sealed interface Outcome {
    /** There is no such exchange, or the code is used up: nothing happens. */
    record Unknown() implements Outcome {}

    /** Somebody guessed. The code is burned. */
    record Wrong(NodeKey peer) implements Outcome {}

    /** The other side knows the code. */
    record Met(NodeKey peer, Bytes session, PairingKeys keys) implements Outcome {}
  }

  /** Somebody begins; what to answer, or nothing if it makes no sense or comes too late. */
  public Optional<Bytes> begin(NodeKey peer, PairBegin begin) {
    if (decided || open.containsKey(begin.session())) {
      return Optional.empty();
    }
    try (Cpace exchange =
        Cpace.begin(
            secret,
            PairingKeys.channel(peer, self),
            begin.session().toArray(),
            new byte[0],
            entropy)) {
      Optional<PairingKeys> keys =
          PairingKeys.of(exchange, begin.message(), false, begin.session());
      if (keys.isEmpty()) {
        return Optional.empty();
      }
      if (open.size() >= MAX_OPEN) {
        Iterator<Open> oldest = open.values().iterator();
        oldest.next().keys().close();
        oldest.remove();
      }
      open.put(begin.session(), new Open(peer, keys.get()));
      return Optional.of(Bytes.wrap(exchange.message()));
    }
  }

  /** Somebody shows what he knows. */
  public Outcome prove(NodeKey peer, PairProve prove) {
    Open begun = open.get(prove.session());
    if (decided || begun == null || !begun.peer().equals(peer)) {
      return new Outcome.Unknown();
    }
    decided = true;
    open.remove(prove.session());
    if (begun.keys().isReceiver(prove.proof())) {
      return new Outcome.Met(peer, prove.session(), begun.keys());
    }
    begun.keys().close();
    return new Outcome.Wrong(peer);
  }

  /** Exchanges under way. */
  int open() {
    return open.size();
  }

  @Override
  public void close() {
    decided = true;
    secret.close();
    open.values().forEach(each -> each.keys().close());
    open.clear();
  }
}
