package io.scp2p.core.engine.download;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/** Sorts what other threads go on changing: a sort that reads a key twice may meet two of them. */
final class ReadOnceOrder {
  private ReadOnceOrder() {}

  private record Keyed<T>(T value, long key) {}

  /** All of them, the lowest key first, by the keys they have at the moment of the call. */
  static <T> List<T> sorted(Collection<T> all, ToLongFunction<T> key) {
    return all.stream()
        .map(each -> new Keyed<>(each, key.applyAsLong(each)))
        .sorted(Comparator.comparingLong(Keyed::key))
        .map(Keyed::value)
        .toList();
  }
}
