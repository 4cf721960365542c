package io.scp2p.core.catalog;

import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.ShareItem;
import java.util.List;
import java.util.Optional;

/**
 * The limits of specification section 9.6. Held when publishing and for manifests fetched with
 * GET_MANIFEST; a manifest taken from the DHT is bounded by the size of a value.
 */
public final class ManifestLimits {
  /** Items in one manifest. */
  public static final int MAX_ITEMS = 3_000;

  /** Chunks of all items together. */
  public static final long MAX_CHUNKS = 100_000;

  /** What MANIFEST_DATA puts around a manifest: two keys, a head, an id whose bytes take two. */
  private static final int MANIFEST_DATA_OVERHEAD_BYTES = 90;

  /** Encoded manifest that fits into an answer to GET_MANIFEST whatever its id. */
  public static final int MAX_ENCODED_BYTES =
      WireLimits.PAYLOAD_BYTES - MANIFEST_DATA_OVERHEAD_BYTES;

  /** Encoded manifest that fits into the DHT; bigger ones skip the DHT copy. */
  public static final int MAX_DHT_BYTES = WireLimits.DHT_VALUE_BYTES;

  /** Which limit is broken. */
  public enum Excess {
    /** More than {@link #MAX_ITEMS}. */
    ITEMS,
    /** More than {@link #MAX_CHUNKS}. */
    CHUNKS,
    /** More than {@link #MAX_ENCODED_BYTES}. */
    BYTES
  }

  private ManifestLimits() {}

  /** Which limit on its content a manifest breaks, if any. */
  public static Optional<Excess> check(Manifest.Body body) {
    List<ShareItem> items = body.items();
    if (items.size() > MAX_ITEMS) {
      return Optional.of(Excess.ITEMS);
    }
    // Not in 32 bits, as the reference does: four items of 2^30 chunks would count as none.
    long chunks = items.stream().mapToLong(ShareItem::chunkCount).sum();
    return chunks > MAX_CHUNKS ? Optional.of(Excess.CHUNKS) : Optional.empty();
  }

  /** As {@link #check}, and that an encoding of so many bytes can be sent at all. */
  public static Optional<Excess> check(Manifest.Body body, int encodedBytes) {
    return encodedBytes > MAX_ENCODED_BYTES ? Optional.of(Excess.BYTES) : check(body);
  }
}
