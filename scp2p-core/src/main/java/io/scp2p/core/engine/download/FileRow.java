package io.scp2p.core.engine.download;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One file of a download as it is stored.
 *
 * @param content what is to arrive
 * @param target where it goes; fixed when it was planned, changed when something else stands there
 * @param done whether it is there
 * @param partial where it is meanwhile, or null while nothing is
 * @param ledger where its notes are meanwhile, or null
 */
record FileRow(
    ArrivingContent content,
    Path target,
    boolean done,
    @Nullable Path partial,
    @Nullable Path ledger) {
  private static final int FIELDS = 7;
  private static final int HASH_BYTES = 32;

  /** A file of which nothing is there. */
  static FileRow planned(ArrivingContent content, Path target) {
    return new FileRow(content, target, false, null, null);
  }

  /** The same file, complete. */
  FileRow doneAt(Path where) {
    return new FileRow(content, where, true, null, null);
  }

  /** The same file, to another place. */
  FileRow goingTo(Path other) {
    return new FileRow(content, other, false, partial, ledger);
  }

  /** The same file, on its way. */
  FileRow arriving(Path finalTarget, Path newPartial, Path newLedger) {
    return new FileRow(content, finalTarget, false, newPartial, newLedger);
  }

  byte[] encode() {
    CborWriter out = new CborWriter();
    out.map(FIELDS);
    out.key(0);
    out.bytes(content.contentId());
    out.key(1);
    out.uint(content.sizeBytes());
    out.key(2);
    out.bytes(content.chunkListHash());
    out.key(3);
    out.text(target.toString());
    out.key(4);
    out.bool(done);
    out.key(5);
    out.textOrNull(partial == null ? null : partial.toString());
    out.key(6);
    out.textOrNull(ledger == null ? null : ledger.toString());
    return out.toBytes().toArray();
  }

  static FileRow decode(byte[] row) throws WireException {
    return CborReader.decode(Bytes.wrap(row), FileRow::read);
  }

  private static FileRow read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(FIELDS);
    byte[] contentId = null;
    long size = 0;
    byte[] listHash = null;
    String target = null;
    boolean done = false;
    String partial = null;
    String ledger = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> contentId = in.byteString(ContentId.LENGTH);
        case 1 -> size = in.u64();
        case 2 -> listHash = in.byteString(HASH_BYTES);
        case 3 -> target = in.text();
        case 4 -> done = in.bool();
        case 5 -> partial = in.textOrAbsent();
        default -> ledger = in.textOrAbsent();
      }
    }
    return new FileRow(
        new ArrivingContent(
            ContentId.of(fields.need(0, contentId)), size, Bytes.wrap(fields.need(2, listHash))),
        Path.of(fields.need(3, target)),
        done,
        partial == null ? null : Path.of(partial),
        ledger == null ? null : Path.of(ledger));
  }
}
