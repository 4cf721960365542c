package io.scp2p.core.protocol.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import io.scp2p.core.wire.message.ExtensionRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * 664: a member hands over what it has signed about itself and its shares
 * (docs/community-protocol.md, section K5).
 *
 * @param community which
 * @param records each with its tag, at most {@link RecordLimits#MAX_PAGE}
 * @param proof the sender's membership token, for nodes in strict mode
 */
public record Announce(CommunityId community, List<Bytes> records, @Nullable Bytes proof)
    implements ExtensionRequest {
  /** The number of this message and of its answer. */
  public static final int TYPE = 664;

  private static final FieldNames NAMES = FieldNames.of("community_id", "entries", "proof");
  private static final int MAX_PROOF_BYTES = 1_024;

  /** Copies the list, and refuses what no receiver would take. */
  public Announce {
    records = List.copyOf(records);
    if (records.size() > RecordLimits.MAX_PAGE) {
      throw new IllegalArgumentException("too many records for one message");
    }
  }

  static Announce read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    CommunityId community = null;
    List<Bytes> records = List.of();
    Bytes proof = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "community_id" -> community = CommunityId.of(in.fixed(CommunityId.LENGTH));
        case "entries" -> records = RecordPage.records(in);
        case "proof" -> proof = proof(in);
        default -> throw fields.unhandled(name);
      }
    }
    return new Announce(fields.need("community_id", community), records, proof);
  }

  private static @Nullable Bytes proof(CborReader in) throws WireException {
    int at = in.offset();
    Bytes proof = in.blobOrAbsent();
    if (proof != null && proof.size() > MAX_PROOF_BYTES) {
      throw in.reject(Reason.TOO_LARGE, "proof too long", at);
    }
    return proof;
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(3);
    out.key("community_id");
    out.bytes(community);
    out.key("entries");
    out.array(records.size());
    records.forEach(out::bytes);
    out.key("proof");
    out.bytesOrNull(proof);
  }

  @Override
  public int sizeHintBytes() {
    return 512 + records.stream().mapToInt(record -> record.size() + 3).sum();
  }
}
