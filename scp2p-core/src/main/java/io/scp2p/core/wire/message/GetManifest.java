package io.scp2p.core.wire.message;

import io.scp2p.api.id.ManifestId;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * 400: asks for a manifest (specification section 9.10).
 *
 * @param manifestId which
 */
public record GetManifest(ManifestId manifestId) implements Request {
  private static final FieldNames NAMES = FieldNames.of("manifest_id");

  static GetManifest read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    ManifestId manifestId = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "manifest_id" -> manifestId = ManifestId.of(in.fixed(ManifestId.LENGTH));
        default -> throw fields.unhandled(name);
      }
    }
    return new GetManifest(fields.need("manifest_id", manifestId));
  }

  @Override
  public int type() {
    return MessageType.GET_MANIFEST.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key("manifest_id");
    out.id(manifestId);
  }

  @Override
  public <R> R dispatch(RequestHandler<R> handler) {
    return handler.getManifest(this);
  }
}
