package io.scp2p.core.conformance;

import java.util.Map;

/**
 * Vectors of level {@code should} or {@code may} where this SDK decides otherwise, by id, with the
 * reason (conformance-vectors/README.md, "Writing another implementation").
 */
final class Choices {
  static final Map<String, String> BEYOND = Map.of();

  private Choices() {}
}
