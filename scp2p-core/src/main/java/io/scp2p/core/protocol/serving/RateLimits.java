package io.scp2p.core.protocol.serving;

/**
 * How many requests of each class are accepted in a window of 60 s.
 *
 * @param total of all classes but {@code bulkChunk}
 * @param dht messages 200 to 202
 * @param fetch manifests, listings and hash lists
 * @param relay messages 450 to 453
 * @param chunk message 500
 * @param bulkChunk message 500 from a peer whose bulk is limited by bytes
 * @param other everything else; looked at for addresses only, since v1 never refuses it to a key
 */
public record RateLimits(
    int total, int dht, int fetch, int relay, int chunk, int bulkChunk, int other) {
  /**
   * For a key, exactly section 17.1. Chunks of bulk peers are ours: a thousand a second keep 2
   * Gbit/s busy, while asking for chunks that do not exist stays bounded.
   */
  public static final RateLimits FOR_KEY = new RateLimits(1_200, 600, 240, 180, 600, 60_000, 1_200);

  /**
   * How many nodes may use their whole allowance behind one address. Nodes use a tenth of it most
   * of the time, so this serves some eighty in an office or behind a provider's translation, more
   * than there may be sessions with one address.
   */
  public static final int NODES_PER_ADDRESS = 8;

  /** For an IPv4 address or an IPv6 /64. */
  public static final RateLimits FOR_ADDRESS = FOR_KEY.times(NODES_PER_ADDRESS);

  /** Refuses limits that refuse everything. */
  public RateLimits {
    int least = Math.min(Math.min(total, dht), Math.min(fetch, relay));
    if (Math.min(Math.min(chunk, bulkChunk), Math.min(other, least)) < 1) {
      throw new IllegalArgumentException("every rate limit must be at least 1");
    }
  }

  /** The limits of so many nodes together; what does not fit an int is as large as it can be. */
  public RateLimits times(int nodes) {
    return new RateLimits(
        times(total, nodes),
        times(dht, nodes),
        times(fetch, nodes),
        times(relay, nodes),
        times(chunk, nodes),
        times(bulkChunk, nodes),
        times(other, nodes));
  }

  /** These limits with another total, as a host configures it. */
  public RateLimits withTotal(int newTotal) {
    return new RateLimits(newTotal, dht, fetch, relay, chunk, bulkChunk, newTotal);
  }

  int of(RateCounter counter) {
    return switch (counter) {
      case TOTAL -> total;
      case DHT -> dht;
      case FETCH -> fetch;
      case RELAY -> relay;
      case CHUNK -> chunk;
      case BULK_CHUNK -> bulkChunk;
      case OTHER -> other;
    };
  }

  private static int times(int limit, int nodes) {
    return (int) Math.min((long) limit * nodes, Integer.MAX_VALUE);
  }
}
