package io.scp2p.examples.node.daemon.content;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.transfer.RemoteContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Content that is being read. A player asks for many ranges of one film: all of them read from one
 * opened content, which is kept open a little while after the last.
 */
public final class OpenContents implements AutoCloseable {
  /** At once; each holds a bounded buffer of the node. */
  static final int MAX = 32;

  /** Of one content; the node itself allows no more, and would say so in the middle. */
  static final int MAX_READERS = 8;

  /** Between two ranges of a player. */
  static final Duration LINGER = Duration.ofSeconds(30);

  private final Map<Object, Entry> entries = new HashMap<>();

  private static final class Entry {
    private final Mono<RemoteContent> content;
    private final Disposable.Swap closing = Disposables.swap();
    private int readers;

    private Entry(Mono<RemoteContent> opening) {
      content = opening.cache();
    }

    private void close() {
      closing.dispose();
      content.subscribe(RemoteContent::close, failure -> {});
    }
  }

  /** What a reader does with content; it is released when that ends, however it does. */
  public interface Reading<T> {
    /** Reads. */
    Flux<T> from(RemoteContent content);
  }

  /** Opens content, unless it is open, and reads from it. */
  public <T> Flux<T> read(Object key, Supplier<Mono<RemoteContent>> open, Reading<T> reading) {
    return Flux.usingWhen(
        Mono.fromSupplier(() -> enter(key, open)),
        entry -> entry.content.flatMapMany(reading::from),
        entry -> Mono.fromRunnable(() -> leave(key, entry, false)),
        (entry, failure) -> Mono.fromRunnable(() -> leave(key, entry, true)),
        entry -> Mono.fromRunnable(() -> leave(key, entry, false)));
  }

  /** Refuses one reader too many while that can still be said. */
  synchronized void checkRoom(Object key) {
    Entry entry = entries.get(key);
    if (entry != null && entry.readers >= MAX_READERS) {
      throw new Scp2pException(
          ErrorCode.TOO_BUSY,
          "This content has " + MAX_READERS + " readers.",
          Map.of("limit", Integer.toString(MAX_READERS)));
    }
  }

  private synchronized Entry enter(Object key, Supplier<Mono<RemoteContent>> open) {
    Entry entry = entries.get(key);
    if (entry == null) {
      makeRoom();
      entry = new Entry(open.get());
      entries.put(key, entry);
    }
    entry.readers++;
    entry.closing.update(Disposables.single());
    return entry;
  }

  private void makeRoom() {
    if (entries.size() < MAX) {
      return;
    }
    Object idle =
        entries.entrySet().stream()
            .filter(entry -> entry.getValue().readers == 0)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow(
                () ->
                    new Scp2pException(
                        ErrorCode.TOO_BUSY,
                        MAX + " contents are being read.",
                        Map.of("limit", Integer.toString(MAX))));
    Entry closed = entries.remove(idle);
    if (closed != null) {
      closed.close();
    }
  }

  private synchronized void leave(Object key, Entry entry, boolean failed) {
    entry.readers--;
    if (entry.readers > 0) {
      return;
    }
    if (failed) {
      end(key, entry);
      return;
    }
    entry.closing.update(
        Schedulers.parallel()
            .schedule(() -> endIfIdle(key, entry), LINGER.toMillis(), TimeUnit.MILLISECONDS));
  }

  private synchronized void endIfIdle(Object key, Entry entry) {
    if (entry.readers == 0) {
      end(key, entry);
    }
  }

  private void end(Object key, Entry entry) {
    entries.remove(key, entry);
    entry.close();
  }

  /** How many are open now. */
  public synchronized int size() {
    return entries.size();
  }

  @Override
  public void close() {
    List<Entry> open;
    synchronized (this) {
      open = new ArrayList<>(entries.values());
      entries.clear();
    }
    open.forEach(Entry::close);
  }
}
