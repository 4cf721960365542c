package io.scp2p.core.engine.diagnostics;

import io.scp2p.api.event.TransferKind;

/** The names under which the engine measures. Fixed: a name never changes its meaning. */
public final class Metrics {
  /** Counts transfers that were queued, of every kind, once in each run of the node. */
  public static final String TRANSFER_STARTED = "transfer.started";

  /** Counts transfers that have everything, verified and durable. */
  public static final String TRANSFER_COMPLETED = "transfer.completed";

  /** Counts transfers that could not go on. */
  public static final String TRANSFER_FAILED = "transfer.failed";

  /** Counts transfers that were cancelled. */
  public static final String TRANSFER_CANCELLED = "transfer.cancelled";

  /** Times completed transfers from the start in this run to the end, pauses not counted. */
  public static final String TRANSFER_TIME = "transfer.time";

  /** Counts verified bytes that downloads have received. */
  public static final String RECEIVED_BYTES = "transfer.received.bytes";

  /** Counts bytes that uploads have sent. */
  public static final String SENT_BYTES = "transfer.sent.bytes";

  /** Counts bytes of files that were hashed to publish them. */
  public static final String HASHED_BYTES = "transfer.hashed.bytes";

  /** Counts verified bytes of vault files put, fetched or repaired. */
  public static final String VAULT_BYTES = "transfer.vault.bytes";

  /** Counts verified bytes of direct transfers by code, both directions. */
  public static final String PAIRING_BYTES = "transfer.pairing.bytes";

  /** Gauges transfers that have not ended. */
  public static final String TRANSFERS_OPEN = "transfer.open";

  /** Counts lookups in the hash table that found something. */
  public static final String LOOKUP_FOUND = "lookup.found";

  /** Counts lookups in the hash table that found nothing. */
  public static final String LOOKUP_EMPTY = "lookup.empty";

  /** Times lookups in the hash table, whatever they found. */
  public static final String LOOKUP_TIME = "lookup.time";

  /** Counts nodes that were asked in lookups. */
  public static final String LOOKUP_ASKED = "lookup.asked";

  /** Gauges the number of the newest event: how many there were since the start. */
  public static final String EVENTS_PUBLISHED = "events.published";

  /** Gauges events that subscribers did not receive since the start, all together. */
  public static final String EVENTS_MISSED = "events.missed";

  /** Gauges subscribers to the event stream. */
  public static final String EVENTS_SUBSCRIBERS = "events.subscribers";

  /** Counts handshakes that were refused for what does not come about by accident. */
  public static final String HANDSHAKE_SUSPICIOUS = "handshake.suspicious";

  private Metrics() {}

  static String bytes(TransferKind kind) {
    return switch (kind) {
      case DOWNLOAD -> RECEIVED_BYTES;
      case UPLOAD -> SENT_BYTES;
      case PUBLICATION -> HASHED_BYTES;
      case VAULT -> VAULT_BYTES;
      case PAIRING -> PAIRING_BYTES;
    };
  }
}
