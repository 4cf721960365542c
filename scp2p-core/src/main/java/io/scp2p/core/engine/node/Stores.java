package io.scp2p.core.engine.node;

import io.scp2p.api.config.SearchConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.BlobStoreProvider;
import io.scp2p.api.spi.NodeParts;
import io.scp2p.api.spi.SearchIndex;
import io.scp2p.api.spi.SearchIndexProvider;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateStoreProvider;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.catalog.CatalogIndex;
import io.scp2p.core.engine.catalog.IndexSource;
import io.scp2p.core.engine.catalog.NoIndex;
import io.scp2p.core.engine.keys.StoreErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a node keeps on the disk. A home holds {@code state} (the lock on it keeps other nodes out),
 * {@code index} (can be made again), {@code notes} (on files that arrive) and {@code key}.
 */
final class Stores implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Stores.class.getName());

  private final WatchedState state;
  private final BlobStore blobs;
  private final CatalogIndex index;
  private final Path notes;
  private final boolean temporary;

  private Stores(
      WatchedState state, BlobStore blobs, CatalogIndex index, Path notes, boolean temporary) {
    this.state = state;
    this.blobs = blobs;
    this.index = index;
    this.notes = notes;
    this.temporary = temporary;
  }

  /** Opens everything but the index, which is opened when it is first used. */
  static Stores open(NodeParts parts) {
    Path home = parts.home();
    if (home != null) {
      HostPaths.refusal(List.of(home))
          .ifPresent(
              why -> {
                throw why;
              });
    }
    try {
      if (home != null) {
        Files.createDirectories(home);
      }
      Path notes = home == null ? Files.createTempDirectory("scp2p-") : home.resolve("notes");
      Files.createDirectories(notes);
      StateStore given = parts.stateStore();
      StateStore state = given != null ? given : openState(home);
      BlobStore blobs = parts.blobStore();
      return new Stores(
          new WatchedState(state),
          blobs != null
              ? blobs
              : first(BlobStoreProvider.class).create(parts.config().limits().maxOpenFiles()),
          new CatalogIndex(indexOf(parts)),
          notes,
          home == null);
    } catch (StoreException e) {
      throw StoreErrors.ofState(e);
    } catch (IOException e) {
      throw new Scp2pException(
          ErrorCode.HOME_UNUSABLE,
          "The home directory cannot be used; check that it may be written to.",
          Map.of("home", String.valueOf(home)),
          e);
    }
  }

  private static StateStore openState(@Nullable Path home) throws StoreException {
    StateStoreProvider provider =
        ServiceLoader.load(StateStoreProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(each -> each.supports(home != null))
            .findFirst()
            .orElseThrow(() -> missing(StateStoreProvider.class));
    return provider.open(home == null ? null : home.resolve("state"));
  }

  private static IndexSource indexOf(NodeParts parts) {
    SearchIndex given = parts.searchIndex();
    Path home = parts.home();
    Path directory = home == null ? null : home.resolve("index");
    SearchConfig config = parts.config().search();
    return new IndexSource() {
      @Override
      public boolean isEnabled() {
        return config.enabled();
      }

      @Override
      public SearchIndex open() throws StoreException {
        if (!config.enabled()) {
          removeIndex();
          return new NoIndex();
        }
        return given != null ? given : first(SearchIndexProvider.class).open(directory, config);
      }

      private void removeIndex() throws StoreException {
        if (given == null && directory != null) {
          delete(directory); // Made anew, from the catalog, by a node that has search again.
        }
      }

      @Override
      public SearchIndex reset() throws StoreException {
        if (given != null) {
          throw new StoreException(
              StoreException.Reason.CORRUPT, "the index that the host passed is damaged", null);
        }
        removeIndex();
        return open();
      }
    };
  }

  private static <T> T first(Class<T> service) {
    return ServiceLoader.load(service).findFirst().orElseThrow(() -> missing(service));
  }

  private static Scp2pException missing(Class<?> service) {
    return new Scp2pException(
        ErrorCode.PROVIDER_MISSING,
        "A part of the node is neither on the class path nor on the module path; add scp2p-store.",
        Map.of("service", service.getSimpleName()));
  }

  private static void delete(Path directory) throws StoreException {
    try (Stream<Path> all = Files.exists(directory) ? Files.walk(directory) : Stream.empty()) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new StoreException(
          StoreException.Reason.FAILED, "a directory of the node cannot be deleted", e);
    }
  }

  WatchedState state() {
    return state;
  }

  BlobStore blobs() {
    return blobs;
  }

  CatalogIndex index() {
    return index;
  }

  Path notes() {
    return notes;
  }

  /** Where shards of others are. */
  Path shards() {
    return notes.resolveSibling(temporary ? notes.getFileName() + "-shards" : "shards");
  }

  /** Closes everything, each whatever became of the one before. */
  @Override
  public void close() {
    Closing parts = new Closing();
    parts.step(() -> quietly("the search index", index::close));
    parts.step(() -> quietly("the files", blobs::close));
    parts.step(() -> quietly("the state", state::close));
    if (temporary) {
      parts.step(() -> quietly("the notes", () -> delete(notes)));
      parts.step(() -> quietly("the shards", () -> delete(shards())));
    }
    parts.end();
  }

  @FunctionalInterface
  private interface Part {
    void close() throws StoreException;
  }

  private static void quietly(String what, Part part) {
    try {
      part.close();
    } catch (StoreException e) {
      LOG.log(System.Logger.Level.WARNING, "closing " + what + " of a node failed", e);
    }
  }
}
