package io.scp2p.core.wire.record;

import io.scp2p.core.wire.cbor.CborWriter;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a node says in the extension of its hello: features it understands and limits it keeps
 * (extension X1). Unknown names are kept, since the signature covers them, and otherwise mean
 * nothing.
 *
 * @param features name to highest version understood
 * @param limits name to value
 */
public record HelloOffer(SortedMap<String, Integer> features, SortedMap<String, Long> limits) {
  /** Bound of extension X1, for features and for limits. */
  public static final int MAX_ENTRIES = 32;

  /** Offers nothing. */
  public static final HelloOffer NOTHING = new HelloOffer(Map.of(), Map.of());

  private static final int MAX_VERSION = 0xffff;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  /** The order of encoded CBOR text keys: a shorter name comes first. */
  private static final Comparator<String> ENCODED_ORDER =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  /** Sorts, and refuses names and numbers that extension X1 does not allow. */
  public HelloOffer {
    features.forEach((name, version) -> require(name, version >= 1 && version <= MAX_VERSION));
    limits.forEach((name, value) -> require(name, value >= 0));
    if (features.size() > MAX_ENTRIES || limits.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException("more than " + MAX_ENTRIES + " features or limits");
    }
    features = sorted(features);
    limits = sorted(limits);
  }

  /** An offer from maps in any order. */
  public HelloOffer(Map<String, Integer> features, Map<String, Long> limits) {
    this(sorted(features), sorted(limits));
  }

  private static <V> SortedMap<String, V> sorted(Map<String, V> map) {
    SortedMap<String, V> sorted = new TreeMap<>(ENCODED_ORDER);
    sorted.putAll(map);
    return Collections.unmodifiableSortedMap(sorted);
  }

  private static void require(String name, boolean valueAllowed) {
    if (!valueAllowed || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("no such feature or limit can be offered");
    }
  }

  void writeFeatures(CborWriter out) {
    out.map(features.size());
    features.forEach(
        (name, version) -> {
          out.key(name);
          out.uint(version);
        });
  }

  void writeLimits(CborWriter out) {
    out.map(limits.size());
    limits.forEach(
        (name, value) -> {
          out.key(name);
          out.uint(value);
        });
  }
}
