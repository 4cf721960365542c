package io.scp2p.core.wire.message;

/** What a request counts against besides the total (specification section 17.1). */
public enum RateClass {
  /** 200 to 202. */
  DHT,
  /** Manifests, listings and hash lists. */
  FETCH,
  /** 450 to 453. */
  RELAY,
  /** Chunks. */
  CHUNK,
  /** Everything else: never refused on its own account. */
  OTHER
}
