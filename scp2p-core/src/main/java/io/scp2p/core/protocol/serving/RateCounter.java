package io.scp2p.core.protocol.serving;

import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.message.RateClass;

/** What is counted for each key and address, with the text of its refusal (section 17.1). */
enum RateCounter {
  TOTAL(WireErrorText.REQUEST_RATE_LIMIT),
  DHT(WireErrorText.DHT_RATE_LIMIT),
  FETCH(WireErrorText.FETCH_RATE_LIMIT),
  RELAY(WireErrorText.RELAY_RATE_LIMIT),
  CHUNK(WireErrorText.CHUNK_RATE_LIMIT),
  /** Ours: the chunks of peers whose bulk is limited by bytes; apart from the total. */
  BULK_CHUNK(WireErrorText.CHUNK_RATE_LIMIT),
  /** Ours: what v1 never refuses to a key is still counted for an address (quirk Q-24). */
  OTHER(WireErrorText.REQUEST_RATE_LIMIT);

  private final String refusal;

  RateCounter(String refusal) {
    this.refusal = refusal;
  }

  String refusal() {
    return refusal;
  }

  /** What a request counts against besides the total. */
  static RateCounter of(RateClass rateClass, boolean bulk) {
    return switch (rateClass) {
      case DHT -> DHT;
      case FETCH -> FETCH;
      case RELAY -> RELAY;
      case CHUNK -> bulk ? BULK_CHUNK : CHUNK;
      case OTHER -> OTHER;
    };
  }
}
