package io.scp2p.core.conformance;

import java.util.Map;

/**
 * Vectors of level {@code should} or {@code may} where this SDK decides otherwise, by id, with the
 * reason (conformance-vectors/README.md, "Writing another implementation").
 */
final class Choices {
  static final Map<String, String> BEYOND =
      Map.of(
          "decoding/pex-request/indefinite-key",
          "Nobody sends a key in pieces, and putting one together costs memory for a field that"
              + " may be unknown (docs/decisions/0011-cbor-codec.md).");

  private Choices() {}
}
