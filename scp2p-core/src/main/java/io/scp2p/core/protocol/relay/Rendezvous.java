package io.scp2p.core.protocol.relay;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.Sha256;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.RelayAnnouncement;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Where relays and those who look for one meet in the DHT (specification section 14.8): each hour
 * is a bucket with 16 slots, and a relay's key gives it two of them, which may coincide. Buckets
 * and times are unsigned 64-bit numbers.
 */
public final class Rendezvous {
  /** Length of a bucket. */
  public static final long BUCKET_SECONDS = 3_600;

  /** Slots in a bucket. */
  public static final int SLOTS = 16;

  /** How often a relay announces itself in one bucket. */
  public static final int ANNOUNCEMENTS = 2;

  private static final byte[] PREFIX = "scp2p:relay:rendezvous".getBytes(StandardCharsets.US_ASCII);

  private Rendezvous() {}

  /** The bucket of a moment. */
  public static long bucket(long unixSeconds) {
    return Long.divideUnsigned(unixSeconds, BUCKET_SECONDS);
  }

  /**
   * The slot of a relay.
   *
   * @param which 0 or 1
   */
  public static int slot(NodeKey relayKey, long bucket, int which) {
    byte[] hash = Sha256.hash(relayKey.bytes(), bigEndian(bucket), new byte[] {(byte) which});
    long last = ByteBuffer.wrap(hash).getLong(hash.length - Long.BYTES);
    return (int) Long.remainderUnsigned(last, SLOTS);
  }

  /** The key under which a slot's announcement lives. */
  public static DhtKey key(long bucket, int slot) {
    return DhtKey.of(Sha256.hash(PREFIX, bigEndian(bucket), bigEndian(slot)));
  }

  /** All keys of a bucket: where to look for relays. */
  public static List<DhtKey> keys(long bucket) {
    return IntStream.range(0, SLOTS).mapToObj(slot -> key(bucket, slot)).toList();
  }

  /** The keys under which a relay announces itself in a bucket: one or two. */
  public static Set<DhtKey> keys(NodeKey relayKey, long bucket) {
    Set<DhtKey> keys = new LinkedHashSet<>();
    for (int which = 0; which < ANNOUNCEMENTS; which++) {
      keys.add(key(bucket, slot(relayKey, bucket, which)));
    }
    return keys;
  }

  /**
   * The keys under which an announcement may live (section 8.6.1): those of the bucket it was
   * issued in, of the one before, if there is one, and of the one after.
   */
  public static Set<DhtKey> keysOf(RelayAnnouncement.Body body) {
    long issued = bucket(body.issuedAt());
    Set<DhtKey> keys = new LinkedHashSet<>();
    for (long bucket = Math.max(0, issued - 1); bucket <= issued + 1; bucket++) {
      keys.addAll(keys(body.relayKey(), bucket));
    }
    return keys;
  }

  private static byte[] bigEndian(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }
}
