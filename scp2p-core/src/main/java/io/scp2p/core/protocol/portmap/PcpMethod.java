package io.scp2p.core.protocol.portmap;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.portmap.Pcp;
import io.scp2p.core.wire.record.IpAddress;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Asks by PCP (RFC 6887). */
final class PcpMethod extends DatagramMethod {
  private final IpAddress self;

  PcpMethod(
      IpAddress gateway,
      IpAddress self,
      List<PortWish> wishes,
      PortMapRules rules,
      RandomGenerator random,
      Supplier<Bytes> nonces,
      long nowNanos) {
    super(MappingProtocol.PCP, gateway, wishes, rules, random, nonces, nowNanos);
    this.self = self;
  }

  @Override
  Bytes request(Lease lease, long lifetimeSeconds) {
    // Section 11.1: what is renewed is suggested, so that a router that was restarted gives it
    // again; at first, the port that others would guess.
    int suggested = lease.isHeld() ? lease.externalPort : lease.wish.internalPort();
    return Pcp.mapRequest(
        self,
        new Pcp.MapRequest(
            lease.nonce,
            lease.wish.protocol(),
            lease.wish.internalPort(),
            lifetimeSeconds == 0 ? 0 : suggested,
            lifetimeSeconds == 0 ? null : lease.external,
            lifetimeSeconds));
  }

  @Override
  Bytes check() {
    return Pcp.announceRequest(self);
  }

  @Override
  Said decode(Bytes datagram) throws WireException {
    Pcp.Answer answer = Pcp.decode(datagram);
    if (answer.result() == Pcp.UNSUPPORTED_VERSION) {
      throw new WireException(WireException.Reason.UNKNOWN_VARIANT, "another version of PCP");
    }
    Pcp.Mapping mapping = answer.mapping();
    if (mapping == null) {
      return new Said(answer.epochSeconds(), null, answer.result(), 0, null, 0);
    }
    for (Lease lease : leases) {
      // Section 11.4: what does not match in all three is not an answer to us.
      if (lease.nonce.equals(mapping.nonce())
          && lease.wish.protocol().number() == mapping.protocolNumber()
          && lease.wish.internalPort() == mapping.internalPort()) {
        return new Said(
            answer.epochSeconds(),
            lease,
            answer.result(),
            mapping.externalPort(),
            mapping.external(),
            answer.lifetimeSeconds());
      }
    }
    throw new WireException(WireException.Reason.OUT_OF_RANGE, "an answer to somebody else");
  }
}
