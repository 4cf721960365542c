package io.scp2p.core.wire.reach;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import java.util.Optional;

/**
 * One address at which the UDP port of a node may be reached.
 *
 * @param kind how the node came by it
 * @param at where
 * @param priority the higher, the sooner it is tried (RFC 8445, section 5.1.2)
 */
public record Candidate(CandidateKind kind, StunAddress at, long priority) implements Encodable {
  private static final int KEYS = 4;
  private static final int TYPE_SHIFT = 24;
  private static final int LOCAL_SHIFT = 8;
  private static final int MAX_LOCAL = 0xffff;
  private static final int ONE_COMPONENT = 255;
  private static final long MAX_PRIORITY = 0x7fff_ffffL;

  /** Refuses what no receiver would take. */
  public Candidate {
    if (at.port() == 0) {
      throw new IllegalArgumentException("a candidate needs a port");
    }
    if (priority < 1 || priority > MAX_PRIORITY) {
      throw new IllegalArgumentException("no priority: " + priority);
    }
  }

  /**
   * With the priority of RFC 8445.
   *
   * @param preference among those of its kind, 0 to 65,535, the highest first
   */
  public static Candidate of(CandidateKind kind, StunAddress at, int preference) {
    return new Candidate(kind, at, priority(kind, preference));
  }

  /** The formula of RFC 8445, section 5.1.2.1, for the only component there is. */
  public static long priority(CandidateKind kind, int preference) {
    return ((long) kind.preference() << TYPE_SHIFT)
        | ((long) Math.max(0, Math.min(preference, MAX_LOCAL)) << LOCAL_SHIFT)
        | ONE_COMPONENT;
  }

  /** Reads one. */
  public static Candidate read(CborReader in) throws WireException {
    int start = in.offset();
    IntRecordReader fields = in.intRecord(KEYS);
    int kind = 0;
    Bytes ip = null;
    long port = 0;
    long priority = 0;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> kind = in.u8();
        case 1 -> ip = in.byteString();
        case 2 -> port = in.u16();
        default -> priority = in.u32();
      }
    }
    fields.need(0, kind);
    Bytes octets = fields.need(1, ip);
    fields.need(2, port);
    fields.need(3, priority);
    boolean sized = octets.size() == IpAddress.V4_BYTES || octets.size() == IpAddress.V6_BYTES;
    Optional<CandidateKind> known = CandidateKind.of(kind);
    if (!sized || known.isEmpty() || port == 0 || priority == 0 || priority > MAX_PRIORITY) {
      throw in.reject(Reason.OUT_OF_RANGE, "bad candidate", start);
    }
    return new Candidate(
        known.get(), new StunAddress(new IpAddress(octets.detached()), (int) port), priority);
  }

  @Override
  public void write(CborWriter out) {
    out.map(KEYS);
    out.key(0);
    out.uint(kind.number());
    out.key(1);
    out.bytes(at.ip().octets());
    out.key(2);
    out.uint(at.port());
    out.key(3);
    out.uint(priority);
  }
}
