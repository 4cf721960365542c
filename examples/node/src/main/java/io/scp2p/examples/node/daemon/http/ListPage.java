package io.scp2p.examples.node.daemon.http;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A part of a list.
 *
 * @param items of this part
 * @param next what to pass as {@code after} for the next part, or null if this is the last
 * @param <T> of the items
 */
public record ListPage<T>(List<T> items, @Nullable String next) {
  /** Takes a copy. */
  public ListPage {
    items = List.copyOf(items);
  }

  /** All there is. */
  public static <T> ListPage<T> whole(List<T> items) {
    return new ListPage<>(items, null);
  }

  /** The same with other items. */
  public <R> ListPage<R> map(Function<? super T, ? extends R> change) {
    return new ListPage<R>(items.stream().<R>map(change).toList(), next);
  }

  /**
   * Which part is wanted.
   *
   * @param after the key of the last item the caller has, or null
   * @param limit how many
   */
  public record Range(@Nullable String after, int limit) {
    /**
     * Takes the part out of a list. No more of it is read or kept than that.
     *
     * @param all everything, in an order that does not change
     * @param key names an item within the list
     */
    public <T> Mono<ListPage<T>> of(Flux<T> all, Function<? super T, String> key) {
      Flux<T> rest =
          after == null
              ? all
              : all.skipUntil(item -> key.apply(item).equals(after))
                  .switchIfEmpty(Mono.error(Range::gone))
                  .skip(1);
      return rest.take(limit + 1L).collectList().map(items -> cut(items, key));
    }

    /**
     * Takes the part out of what comes in any order, as peers answer: in the order of the keys, so
     * that the next part goes on there, although it asks anew. No more is kept than that part.
     *
     * @param all everything, in whatever order
     * @param key names an item
     */
    public <T> Mono<ListPage<T>> ofAny(Flux<T> all, Function<? super T, String> key) {
      return all.filter(item -> after == null || key.apply(item).compareTo(after) > 0)
          .collect(TreeMap<String, T>::new, (least, item) -> take(least, key.apply(item), item))
          .map(least -> cut(List.copyOf(least.values()), key));
    }

    private <T> void take(TreeMap<String, T> least, String key, T item) {
      least.putIfAbsent(key, item);
      if (least.size() > limit + 1) {
        least.pollLastEntry();
      }
    }

    private <T> ListPage<T> cut(List<T> items, Function<? super T, String> key) {
      if (items.size() <= limit) {
        return whole(items);
      }
      List<T> kept = items.subList(0, limit);
      return new ListPage<>(kept, key.apply(kept.get(limit - 1)));
    }

    private static Scp2pException gone() {
      return new Scp2pException(
          ErrorCode.INVALID_CURSOR, "The item to go on after is no longer there.", Map.of());
    }
  }
}
