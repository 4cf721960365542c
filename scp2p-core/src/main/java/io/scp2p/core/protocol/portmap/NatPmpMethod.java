package io.scp2p.core.protocol.portmap;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.portmap.NatPmp;
import io.scp2p.core.wire.record.IpAddress;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Asks by NAT-PMP (RFC 6886), which tells the outside address in an answer of its own. */
final class NatPmpMethod extends DatagramMethod {
  private @Nullable IpAddress external;

  NatPmpMethod(
      IpAddress gateway,
      List<PortWish> wishes,
      PortMapRules rules,
      RandomGenerator random,
      long nowNanos) {
    super(MappingProtocol.NAT_PMP, gateway, wishes, rules, random, () -> Bytes.EMPTY, nowNanos);
  }

  @Override
  Bytes request(Lease lease, long lifetimeSeconds) {
    // Section 3.4: whoever gives back names no outside port.
    int suggested = lease.isHeld() ? lease.externalPort : lease.wish.internalPort();
    return NatPmp.mapRequest(
        lease.wish.protocol(),
        lease.wish.internalPort(),
        lifetimeSeconds == 0 ? 0 : suggested,
        lifetimeSeconds);
  }

  @Override
  Bytes check() {
    return NatPmp.addressRequest();
  }

  @Override
  boolean isComplete() {
    return external != null;
  }

  @Override
  Said decode(Bytes datagram) throws WireException {
    NatPmp.Answer answer = NatPmp.decode(datagram);
    NatPmp.Mapping mapping = answer.mapping();
    if (answer.address() != null) {
      external = answer.address();
      return new Said(answer.epochSeconds(), null, 0, 0, external, 0);
    }
    if (mapping == null) {
      return new Said(answer.epochSeconds(), refused(answer), answer.result(), 0, null, 0);
    }
    for (Lease lease : leases) {
      if (lease.wish.protocol() == mapping.protocol()
          && lease.wish.internalPort() == mapping.internalPort()) {
        return new Said(
            answer.epochSeconds(),
            lease,
            0,
            mapping.externalPort(),
            external,
            mapping.lifetimeSeconds());
      }
    }
    throw new WireException(WireException.Reason.OUT_OF_RANGE, "an answer to somebody else");
  }

  /** A refusal need not name the port: it is that of the protocol, of which each has one here. */
  private @Nullable Lease refused(NatPmp.Answer answer) {
    if (answer.operation() == NatPmp.ADDRESS) {
      return null;
    }
    return leases.stream()
        .filter(lease -> NatPmp.operation(lease.wish.protocol()) == answer.operation())
        .findFirst()
        .orElse(null);
  }
}
