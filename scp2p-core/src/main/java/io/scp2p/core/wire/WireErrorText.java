package io.scp2p.core.wire;

/**
 * The texts of error answers, exactly as the reference writes them. They are part of the protocol
 * in so far as peers react to {@link #RATE_LIMIT_MARKER}; the rest is kept equal so that logs and
 * tests of both implementations can be compared.
 */
public final class WireErrorText {
  /** A number of section 5.4 that only ever answers, sent as a request (section 5.2). */
  public static final String UNSUPPORTED_MESSAGE_TYPE = "unsupported message type";

  /** Ours: the answer would not fit into a payload (section 12.6). */
  public static final String ANSWER_TOO_LARGE = "answer exceeds payload limit";

  /** A republishing client pauses when an error contains this (sections 5.2 and 8.7). */
  public static final String RATE_LIMIT_MARKER = "rate limit";

  // Section 17.1: one text per rate class.
  public static final String REQUEST_RATE_LIMIT = "request rate limit exceeded";
  public static final String DHT_RATE_LIMIT = "dht request rate limit exceeded";
  public static final String FETCH_RATE_LIMIT = "fetch request rate limit exceeded";
  public static final String RELAY_RATE_LIMIT = "relay request rate limit exceeded";
  public static final String CHUNK_RATE_LIMIT = "chunk request rate limit exceeded";

  // Section 8.5: answers to STORE.
  public static final String DHT_VALUE_TOO_LARGE = "dht value exceeds 64KiB";
  public static final String DHT_UNKNOWN_KEYSPACE =
      "DHT value does not match any recognized keyspace";
  public static final String DHT_SHARE_HEAD_KEY = "share head value does not match share head key";
  public static final String DHT_PROVIDERS_KEY =
      "providers value does not match content provider key";
  public static final String DHT_MANIFEST_KEY = "manifest value does not match manifest loc key";
  public static final String DHT_RENDEZVOUS_KEY =
      "relay announcement key does not match any valid rendezvous slot";
  public static final String DHT_COMMUNITY_KEY =
      "community members value does not match community info key";
  public static final String DHT_STORE_FULL = "dht value store is full (100000 entries)";

  // Sections 9.10, 12.1 and 12.2.
  public static final String MANIFEST_NOT_FOUND = "manifest not found";
  public static final String CHUNK_HASHES_NOT_FOUND = "chunk hashes not found";
  public static final String CHUNK_NOT_FOUND = "chunk not found";

  // Sections 11.3 and 11.4.
  public static final String COMMUNITY_KEY_MISMATCH =
      "community share_id does not match share_pubkey";
  public static final String STRICT_REQUESTER_REQUIRED =
      "community strict mode: requester_node_pubkey required";
  public static final String STRICT_PROOF_REQUIRED =
      "community strict mode: membership proof required";
  public static final String STRICT_PROOF_ENCODING =
      "community strict mode: invalid membership proof encoding";
  public static final String STRICT_PROOF_MEMBER =
      "community strict mode: proof member_node_pubkey does not match requester";

  // Ours: section 11.4 says that there is an error, not how it reads.
  public static final String TOKEN_ID_MISMATCH = "membership token is of another community";
  public static final String TOKEN_EXPIRED = "membership token has expired";
  public static final String TOKEN_BAD_SIGNATURE = "membership token signature is invalid";

  // Sections 14.1 and 14.2.
  public static final String RELAY_SLOT_NOT_FOUND = "relay slot not found";
  public static final String RELAY_SLOT_OWNER_MISMATCH = "relay slot owner mismatch";
  public static final String MISSING_REMOTE_IDENTITY = "missing remote peer identity";

  // Section 14.5, which a relay's policy says of tunnels too.
  public static final String CONTENT_RELAY_DISABLED = "content relay is disabled";
  public static final String RELAY_CONTROL_QUOTA = "relay control-byte quota exceeded";
  public static final String RELAY_CONTENT_QUOTA = "relay content-byte quota exceeded";

  private WireErrorText() {}

  /** A message number that is not registered (section 5.2). */
  public static String unknownMessageType(int type) {
    return "unknown message type " + type;
  }

  /** The bytes inside a RELAY_STREAM are not an envelope (section 14.4). */
  public static String badInnerEnvelope(String why) {
    return "relay tunnel: bad inner envelope: " + why;
  }

  /** The tunnel died while a response was awaited (section 14.4). */
  public static String bridgeDroppedResponse(long slotId) {
    return "relay bridge dropped response for slot " + U64.text(slotId);
  }

  /** The tunnel was gone before the request could be forwarded (section 14.4). */
  public static String bridgeLoopClosed(long slotId) {
    return "relay bridge loop closed for slot " + U64.text(slotId);
  }

  /** No response through the tunnel in time (section 14.4). */
  public static String tunnelTimedOut(long slotId) {
    return "relay tunnel response timed out for slot " + U64.text(slotId);
  }

  /** No tunnel is registered for the slot (section 14.4). */
  public static String tunnelNotFound(long slotId) {
    return "relay tunnel not found for slot " + U64.text(slotId);
  }
}
