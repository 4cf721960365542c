package io.scp2p.core.protocol.community;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.ListReader;
import io.scp2p.core.wire.cbor.RecordReader;
import io.scp2p.core.wire.message.ExtensionResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers 660 to 663 (docs/community-protocol.md, section K4).
 *
 * @param kind of what
 * @param records each with its tag; still to be decoded and verified
 * @param next where the next page begins; null if there is none. Of events there is always one
 * @param more whether the next page has something now
 * @param members how many the node knows in all
 * @param shares how many the node knows in all
 */
public record RecordPage(
    PageRequest.Kind kind,
    List<Bytes> records,
    @Nullable Bytes next,
    boolean more,
    long members,
    long shares)
    implements ExtensionResponse {
  private static final FieldNames NAMES =
      FieldNames.of("entries", "next_cursor", "more", "members", "shares");

  /** Copies the list. */
  public RecordPage {
    records = List.copyOf(records);
  }

  static RecordPage read(PageRequest.Kind kind, CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    List<Bytes> records = List.of();
    Bytes next = null;
    boolean more = false;
    long members = 0;
    long shares = 0;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "entries" -> records = records(in);
        case "next_cursor" -> next = cursor(in);
        case "more" -> more = in.bool();
        case "members" -> members = in.u64();
        case "shares" -> shares = in.u64();
        default -> throw fields.unhandled(name);
      }
    }
    return new RecordPage(kind, records, next, more, members, shares);
  }

  /** Reads typed records, of a page or of an announcement. */
  static List<Bytes> records(CborReader in) throws WireException {
    ListReader list = in.list();
    List<Bytes> records = new ArrayList<>();
    while (list.next()) {
      int at = in.offset();
      Bytes record = in.byteString();
      if (records.size() == RecordLimits.MAX_PAGE
          || record.size() > RecordLimits.MAX_RECORD_BYTES) {
        throw in.reject(Reason.TOO_LARGE, "more than a page can have", at);
      }
      records.add(record);
    }
    return records;
  }

  private static @Nullable Bytes cursor(CborReader in) throws WireException {
    int at = in.offset();
    Bytes cursor = in.blobOrAbsent();
    if (cursor != null && cursor.size() > RecordLimits.MAX_CURSOR_BYTES) {
      throw in.reject(Reason.TOO_LARGE, "cursor too long", at);
    }
    return cursor == null ? null : cursor.detached();
  }

  @Override
  public int type() {
    return kind.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(5);
    out.key("entries");
    out.array(records.size());
    records.forEach(out::bytes);
    out.key("next_cursor");
    out.bytesOrNull(next);
    out.key("more");
    out.bool(more);
    out.key("members");
    out.uint(members);
    out.key("shares");
    out.uint(shares);
  }

  @Override
  public int sizeHintBytes() {
    return 256 + records.stream().mapToInt(record -> record.size() + 3).sum();
  }
}
