package io.scp2p.core.protocol.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.IdForm;
import java.util.Arrays;

/**
 * What somebody has signed about himself or his share in a community (docs/community-protocol.md,
 * section K2). Of two records about the same thing all nodes keep the same one, in whatever order
 * they come.
 */
public sealed interface CommunityRecord extends Encodable permits MemberRecord, ShareRecord {
  /** In which community. */
  CommunityId community();

  /** The byte before the record, which says of which kind it is (specification section 20.1). */
  int tag();

  /** What the record is about: a node key, or a share id. */
  byte[] subject();

  /** Who has put it there. */
  NodeKey member();

  /** Whether it says that something is no more. */
  boolean isTombstone();

  /** Unix seconds of the signature. */
  long issuedAt();

  /** Unix seconds until which it counts. */
  long expiresAt();

  /** The higher of two numbers wins before anything else is looked at. */
  long sequence();

  /** What the signature covers. */
  Bytes signingBytes();

  /** The signature. */
  Bytes signature();

  /** Whether this takes the place of another record about the same thing. */
  default boolean replaces(CommunityRecord other) {
    int order = Long.compareUnsigned(sequence(), other.sequence());
    if (order == 0) {
      order = Long.compareUnsigned(issuedAt(), other.issuedAt());
    }
    if (order == 0) {
      order = Boolean.compare(isTombstone(), other.isTombstone());
    }
    if (order == 0) {
      // An owner who signs two of the same number: then any rule will do that all follow.
      order = Arrays.compareUnsigned(signingBytes().toArray(), other.signingBytes().toArray());
    }
    return order > 0;
  }

  /** The record with its tag, as it stands in pages and in the store. */
  default Bytes typed() {
    CborWriter out = new CborWriter(IdForm.COMPACT, DEFAULT_SIZE_HINT_BYTES);
    out.raw(Bytes.wrap(new byte[] {(byte) tag()}));
    write(out);
    return out.toBytes().detached();
  }

  /** Reads a record with its tag; nothing of it is verified. */
  static CommunityRecord decode(Bytes typed) throws WireException {
    if (typed.isEmpty() || typed.size() > RecordLimits.MAX_RECORD_BYTES) {
      throw new WireException(Reason.TOO_LARGE, "not the size of a record", 0);
    }
    Bytes record = typed.slice(1, typed.size() - 1);
    return switch (typed.get(0)) {
      case MemberRecord.TAG -> CborReader.decode(record, MemberRecord::read);
      case ShareRecord.TAG -> CborReader.decode(record, ShareRecord::read);
      default -> throw new WireException(Reason.WRONG_TYPE, "a record of an unknown kind", 0);
    };
  }
}
