package io.scp2p.core.protocol.sync;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.catalog.ManifestLimits;
import io.scp2p.core.catalog.ManifestSeal;
import io.scp2p.core.catalog.SealFault;
import io.scp2p.core.protocol.dht.DhtKeys;
import io.scp2p.core.protocol.dht.DhtValues;
import io.scp2p.core.protocol.dht.DhtVerdict;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.message.ManifestData;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.Manifest;
import java.util.Optional;

/**
 * Whether a manifest is the one a verified head points at, and one to adopt: id recomputed, limits
 * of section 9.6, signature, share, expiry (section 9.3), and the number of the head.
 */
public final class ManifestCheck {
  private ManifestCheck() {}

  /** Examines an answer to FIND_VALUE for the manifest's key. */
  public static Finding value(VerifiedHead head, FindValueResult answer, long nowUnixSeconds) {
    DhtEntry entry = answer.value();
    if (entry == null) {
      return new Finding.Nothing();
    }
    DhtKey key = DhtKeys.manifest(head.manifestId());
    // Accepted under this key means: its recomputed id is the one the head names.
    if (!entry.key().equals(key)
        || !(DhtValues.validate(key, entry.value()) instanceof DhtVerdict.Accepted accepted)
        || !(accepted.value() instanceof Manifest manifest)) {
      return new Finding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
    }
    return judge(head, manifest, nowUnixSeconds);
  }

  /** Examines an answer to GET_MANIFEST. */
  public static Finding direct(VerifiedHead head, ManifestData answer, long nowUnixSeconds) {
    if (!answer.manifestId().equals(head.manifestId())) {
      return new Finding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
    }
    Manifest manifest;
    try {
      manifest = Manifest.decode(answer.manifest());
    } catch (WireException malformed) {
      return new Finding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
    }
    // Before hashing: what exceeds the limits is not worth it, whosever fault it is.
    Optional<ManifestLimits.Excess> excess =
        ManifestLimits.check(manifest.body(), answer.manifest().size());
    if (excess.isPresent()) {
      boolean named = ManifestSeal.id(manifest).equals(head.manifestId());
      return named
          ? new Finding.Unusable(code(excess.get()))
          : new Finding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
    }
    return named(head, manifest, nowUnixSeconds);
  }

  /** Examines what our own store has. */
  public static Finding cached(VerifiedHead head, Bytes encoded, long nowUnixSeconds) {
    try {
      return named(head, Manifest.decode(encoded), nowUnixSeconds);
    } catch (WireException damaged) {
      return new Finding.Nothing();
    }
  }

  private static Finding named(VerifiedHead head, Manifest manifest, long nowUnixSeconds) {
    return ManifestSeal.id(manifest).equals(head.manifestId())
        ? judge(head, manifest, nowUnixSeconds)
        : new Finding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
  }

  /** From here on the peer is not to blame: the bytes are those that the head names. */
  private static Finding judge(VerifiedHead head, Manifest manifest, long nowUnixSeconds) {
    Manifest.Body body = manifest.body();
    Optional<SealFault> fault = ManifestSeal.verify(manifest, nowUnixSeconds);
    if (fault.isPresent()) {
      return new Finding.Unusable(code(fault.get()));
    }
    boolean ofTheHead =
        body.shareId().equals(head.head().body().shareId()) && body.seq() == head.seq();
    return ofTheHead && sizesAreReal(body)
        ? new Finding.Found(new VerifiedManifest(manifest, head.manifestId()))
        : new Finding.Unusable(ErrorCode.MANIFEST_INVALID);
  }

  /** A file of 2^63 bytes and more does not exist, and has no size in the API. */
  private static boolean sizesAreReal(Manifest.Body body) {
    return body.items().stream().allMatch(item -> item.size() >= 0);
  }

  private static ErrorCode code(ManifestLimits.Excess excess) {
    return excess == ManifestLimits.Excess.BYTES ? ErrorCode.TOO_LARGE : ErrorCode.TOO_MANY_ITEMS;
  }

  private static ErrorCode code(SealFault fault) {
    return switch (fault) {
      case EXPIRED -> ErrorCode.MANIFEST_EXPIRED;
      case BAD_SIGNATURE, UNSIGNED -> ErrorCode.SIGNATURE_INVALID;
      case EXPIRY_BEFORE_CREATION, ID_MISMATCH -> ErrorCode.MANIFEST_INVALID;
    };
  }
}
