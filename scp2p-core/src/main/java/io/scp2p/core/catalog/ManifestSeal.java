package io.scp2p.core.catalog;

import io.scp2p.api.id.ManifestId;
import io.scp2p.core.crypto.Signatures;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.U64;
import io.scp2p.core.wire.record.Manifest;
import java.util.Optional;

/** Signing, naming and checking of manifests (specification sections 9.3 and 9.4). */
public final class ManifestSeal {
  private ManifestSeal() {}

  /**
   * Signs a manifest.
   *
   * @throws IllegalArgumentException if the body names another share than the key's
   */
  public static Manifest sign(Manifest.Body body, SigningKey shareKey) {
    if (!body.shareKey().equals(shareKey.shareKey())
        || !body.shareId().equals(body.shareKey().id())) {
      throw new IllegalArgumentException("the manifest names another share than the key's");
    }
    return body.signed(Bytes.wrap(shareKey.sign(body.signingBytes().toArray())));
  }

  /**
   * The id of a manifest, signed or not: recomputed from its fields, so that it does not matter in
   * which form they travelled.
   */
  public static ManifestId id(Manifest manifest) {
    return ManifestId.of(Blake3.hash(manifest.idBytes().toArray()));
  }

  /**
   * Checks a received manifest in the order of section 9.3. The version and the time of creation
   * are not otherwise examined.
   *
   * @param nowUnixSeconds unsigned
   * @return what is wrong, or empty
   */
  public static Optional<SealFault> verify(Manifest manifest, long nowUnixSeconds) {
    Manifest.Body body = manifest.body();
    Long expiresAt = body.expiresAt();
    if (expiresAt != null) {
      if (U64.isLess(expiresAt, nowUnixSeconds)) {
        return Optional.of(SealFault.EXPIRED);
      }
      if (!U64.isLess(body.createdAt(), expiresAt)) {
        return Optional.of(SealFault.EXPIRY_BEFORE_CREATION);
      }
    }
    Bytes signature = manifest.signature();
    if (signature == null) {
      return Optional.of(SealFault.UNSIGNED);
    }
    if (!body.shareId().equals(body.shareKey().id())) {
      return Optional.of(SealFault.ID_MISMATCH);
    }
    boolean good =
        Signatures.verify(body.shareKey(), body.signingBytes().toArray(), signature.toArray());
    return good ? Optional.empty() : Optional.of(SealFault.BAD_SIGNATURE);
  }
}
