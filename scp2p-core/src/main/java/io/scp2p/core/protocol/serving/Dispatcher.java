package io.scp2p.core.protocol.serving;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.ExtensionRequest;
import io.scp2p.core.wire.message.MessageType;
import io.scp2p.core.wire.message.RateClass;
import io.scp2p.core.wire.message.RelayStream;
import io.scp2p.core.wire.message.Request;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Decides about every request of every peer, as the table of section 5.2 says. */
public final class Dispatcher {
  private final RequestLimits limits;

  /** A dispatcher under these limits, which all sessions of a node share. */
  public Dispatcher(RequestLimits limits) {
    this.limits = limits;
  }

  /** Decides about one envelope, whatever its flags and request id (section 5.1). */
  public Verdict dispatch(Requester from, Envelope envelope, long nowNanos) {
    Request request;
    try {
      request = from.codec().decodeRequest(envelope.type(), envelope.payload());
    } catch (WireException e) {
      return from.mayBeMalformed(nowNanos)
          ? new Verdict.Malformed(e.text())
          : new Verdict.CloseSession();
    }
    // Only now: undecodable payloads and unknown types are not counted (section 17.1).
    String refusal = refusal(from, rateClass(request, from.isBulk()), nowNanos);
    return refusal == null ? new Verdict.Handle(request) : new Verdict.Reject(refusal);
  }

  private @Nullable String refusal(Requester from, RateClass rateClass, long nowNanos) {
    NodeKey key = from.key();
    InetAddress address = from.address();
    if (key == null || address == null) {
      // Section 14.3: a slot needs an owner, and relays are not chained.
      return rateClass == RateClass.RELAY ? WireErrorText.MISSING_REMOTE_IDENTITY : null;
    }
    return limits.refusal(key, address, rateClass, from.isBulk(), nowNanos);
  }

  /** What a peer of ours sends through a tunnel is limited by bytes as its chunks are. */
  private static RateClass rateClass(Request request, boolean bulk) {
    if (bulk && request instanceof RelayStream) {
      return RateClass.CHUNK;
    }
    return request instanceof ExtensionRequest extension
        ? extension.rateClass()
        : MessageType.of(request.type()).map(MessageType::rateClass).orElse(RateClass.OTHER);
  }
}
