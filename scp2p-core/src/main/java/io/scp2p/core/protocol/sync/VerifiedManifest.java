package io.scp2p.core.protocol.sync;

import io.scp2p.api.id.ManifestId;
import io.scp2p.core.catalog.ManifestLimits;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.record.Manifest;

/** A manifest that its publisher has signed. Only {@link ManifestCheck} makes one. */
public final class VerifiedManifest {
  private final Manifest manifest;
  private final ManifestId id;

  VerifiedManifest(Manifest manifest, ManifestId id) {
    this.manifest = manifest;
    this.id = id;
  }

  /** What was signed, and the signature. */
  public Manifest manifest() {
    return manifest;
  }

  /** Recomputed from the fields. */
  public ManifestId id() {
    return id;
  }

  /**
   * The manifest to keep and to hand on: encoded anew, so that nothing a peer slipped in between is
   * passed on in our name. In the reference's form, unless only the compact one fits into the DHT
   * or into an answer.
   */
  public Bytes encoded() {
    Bytes reference = manifest.encoded(IdForm.REFERENCE);
    if (reference.size() <= ManifestLimits.MAX_DHT_BYTES) {
      return reference;
    }
    Bytes compact = manifest.encoded(IdForm.COMPACT);
    boolean compactHelps =
        compact.size() <= ManifestLimits.MAX_DHT_BYTES
            || reference.size() > ManifestLimits.MAX_ENCODED_BYTES;
    return compactHelps ? compact : reference;
  }
}
