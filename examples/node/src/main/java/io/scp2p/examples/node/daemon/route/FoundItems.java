package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.ShareItem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Items looked up a moment ago: a player asks for a hundred ranges of one film, and the share it is
 * in may have a million items.
 */
final class FoundItems {
  static final int MAX = 256;

  /** A share may get a new version; then a path may stand for something else. */
  private static final long NANOS_KEPT = Duration.ofSeconds(30).toNanos();

  private final Map<String, Kept> kept =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > MAX;
        }
      };

  /** An item and where it is. */
  record Found(ShareId share, ShareItem item) {}

  private record Kept(Found found, long nanos) {}

  Mono<Found> find(String key, Mono<Found> look) {
    return Mono.defer(
        () -> {
          Found known = known(key);
          return known == null ? look.doOnNext(found -> keep(key, found)) : Mono.just(known);
        });
  }

  private synchronized @Nullable Found known(String key) {
    Kept entry = kept.get(key);
    return entry != null && System.nanoTime() - entry.nanos < NANOS_KEPT ? entry.found : null;
  }

  private synchronized void keep(String key, Found found) {
    kept.remove(key);
    kept.put(key, new Kept(found, System.nanoTime()));
  }
}
