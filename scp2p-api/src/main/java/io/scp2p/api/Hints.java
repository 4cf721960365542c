package io.scp2p.api;

import java.util.List;
import java.util.Optional;

/** The bootstrap strings of a link. */
final class Hints {
  private Hints() {}

  static List<String> of(List<BootstrapAddress> bootstrap) {
    return bootstrap.stream().map(BootstrapAddress::toString).toList();
  }

  static List<String> checked(List<String> hints) {
    if (hints.size() > ShareLink.MAX_HINTS) {
      throw new IllegalArgumentException(
          "a link has at most " + ShareLink.MAX_HINTS + " hints, not " + hints.size());
    }
    if (!hints.stream().allMatch(LinkFormat::isHint)) {
      throw new IllegalArgumentException("a hint is a short text without space, comma or percent");
    }
    return List.copyOf(hints);
  }

  static List<BootstrapAddress> readable(List<String> hints) {
    return hints.stream().map(BootstrapAddress::tryParse).flatMap(Optional::stream).toList();
  }
}
