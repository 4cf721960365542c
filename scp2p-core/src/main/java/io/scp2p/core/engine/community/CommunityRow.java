package io.scp2p.core.engine.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.CommunityKey;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.cbor.ListReader;
import io.scp2p.core.wire.cbor.RecordReader;
import io.scp2p.core.wire.record.MembershipToken;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A community that this node has joined, or has left.
 *
 * @param key its key, from which the id follows
 * @param hints bootstrap strings of the invitation
 * @param name what this node calls it
 * @param token this node's proof of membership
 * @param joinedAt unix seconds
 * @param announceSeq the highest number under which this node has signed that it joined or left
 * @param left whether it was left: then only the number matters
 */
record CommunityRow(
    CommunityKey key,
    List<String> hints,
    @Nullable String name,
    @Nullable MembershipToken token,
    long joinedAt,
    long announceSeq,
    boolean left) {
  private static final FieldNames NAMES =
      FieldNames.of("key", "hints", "name", "token", "joined_at", "announce_seq", "left");

  CommunityRow {
    hints = List.copyOf(hints);
  }

  CommunityId id() {
    return key.id();
  }

  CommunityRow named(@Nullable String newName) {
    return new CommunityRow(key, hints, newName, token, joinedAt, announceSeq, left);
  }

  CommunityRow proved(MembershipToken newToken) {
    return new CommunityRow(key, hints, name, newToken, joinedAt, announceSeq, left);
  }

  CommunityRow announced(long seq) {
    return new CommunityRow(key, hints, name, token, joinedAt, seq, left);
  }

  CommunityRow abandoned() {
    return new CommunityRow(key, List.of(), null, null, joinedAt, announceSeq, true);
  }

  byte[] encode() {
    CborWriter out = new CborWriter(IdForm.COMPACT, 512);
    out.map(7);
    out.key("key");
    out.bytes(key);
    out.key("hints");
    out.texts(hints);
    out.key("name");
    out.textOrNull(name);
    out.key("token");
    out.bytesOrNull(token == null ? null : token.encoded());
    out.key("joined_at");
    out.uint(joinedAt);
    out.key("announce_seq");
    out.uint(announceSeq);
    out.key("left");
    out.bool(left);
    return out.toBytes().toArray();
  }

  static CommunityRow decode(byte[] row) throws StoreException {
    try {
      return CborReader.decode(Bytes.wrap(row), CommunityRow::read);
    } catch (WireException damaged) {
      throw new StoreException(
          StoreException.Reason.CORRUPT, "a row is damaged: community", damaged);
    }
  }

  private static CommunityRow read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    CommunityKey key = null;
    List<String> hints = List.of();
    String called = null;
    Bytes token = null;
    long joinedAt = 0;
    long announceSeq = 0;
    boolean left = false;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "key" -> key = CommunityKey.of(in.fixed(CommunityKey.LENGTH));
        case "hints" -> hints = texts(in);
        case "name" -> called = in.textOrAbsent();
        case "token" -> token = in.blobOrAbsent();
        case "joined_at" -> joinedAt = in.u64();
        case "announce_seq" -> announceSeq = in.u64();
        case "left" -> left = in.bool();
        default -> throw fields.unhandled(name);
      }
    }
    return new CommunityRow(
        fields.need("key", key),
        hints,
        called,
        token == null ? null : MembershipToken.decode(token),
        joinedAt,
        announceSeq,
        left);
  }

  private static List<String> texts(CborReader in) throws WireException {
    ListReader list = in.list();
    List<String> texts = new ArrayList<>();
    while (list.next()) {
      texts.add(in.text());
    }
    return texts;
  }

  /** The id alone: whoever reads a log should not be able to join. */
  @Override
  public String toString() {
    return "CommunityRow[" + id() + ", left=" + left + "]";
  }
}
