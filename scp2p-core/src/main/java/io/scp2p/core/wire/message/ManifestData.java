package io.scp2p.core.wire.message;

import io.scp2p.api.id.ManifestId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * 401: answers 400 (specification section 9.10).
 *
 * @param manifestId which manifest it is said to be
 * @param manifest its encoding, decoded with {@link io.scp2p.core.wire.record.Manifest#decode};
 *     after decoding a window on the payload
 */
public record ManifestData(ManifestId manifestId, Bytes manifest) implements Response {
  private static final FieldNames NAMES = FieldNames.of("manifest_id", "bytes");

  static ManifestData read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    ManifestId manifestId = null;
    Bytes manifest = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "manifest_id" -> manifestId = ManifestId.of(in.fixed(ManifestId.LENGTH));
        case "bytes" -> manifest = in.blob();
        default -> throw fields.unhandled(name);
      }
    }
    return new ManifestData(fields.need("manifest_id", manifestId), fields.need("bytes", manifest));
  }

  @Override
  public int type() {
    return MessageType.MANIFEST_DATA.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(2);
    out.key("manifest_id");
    out.id(manifestId);
    out.key("bytes");
    out.bytes(manifest);
  }

  @Override
  public int sizeHintBytes() {
    return manifest.size() + 128;
  }
}
