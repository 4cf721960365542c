package io.scp2p.core.engine.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.VaultEvent;
import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.keys.StoreErrors;
import io.scp2p.core.protocol.vault.CatalogSync;
import io.scp2p.core.protocol.vault.OwnerDesk;
import io.scp2p.core.vault.catalog.Catalog;
import io.scp2p.core.vault.catalog.CatalogSeal;
import io.scp2p.core.vault.catalog.FileEntry;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.vault.GetPage;
import io.scp2p.core.wire.vault.ListPages;
import io.scp2p.core.wire.vault.PageData;
import io.scp2p.core.wire.vault.PageList;
import io.scp2p.core.wire.vault.PageStored;
import io.scp2p.core.wire.vault.VaultLimits;
import io.scp2p.core.wire.vault.VaultRefused;
import io.scp2p.core.wire.vault.VaultRequest;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The catalog of this device: in memory, in the store, and at every holder it meets (section V9).
 * Lives on the loop.
 *
 * <p>Changes are made one after the other, each durably and whole before anybody sees it: whoever
 * acts upon the catalog, and has holders delete what it does not want, acts upon what survives. A
 * change that cannot be written has not happened, and its caller is told why.
 */
final class CatalogKeeper {
  private static final System.Logger LOG = System.getLogger(CatalogKeeper.class.getName());
  private static final int PAGE_ANSWER_BYTES = VaultLimits.MAX_PAGE_BYTES;

  private final VaultParts parts;
  private final Network network;
  private final OwnerStore store;
  private final Bytes slot;
  private final Map<Integer, Long> sequences = new HashMap<>();
  private final Map<Integer, Long> missing = new TreeMap<>();
  private final Map<CatalogSync.Key, Long> known = new HashMap<>();
  private final Map<NodeKey, List<CompletableFuture<Boolean>>> exchanging = new HashMap<>();
  private final Set<NodeKey> again = new HashSet<>();
  private Catalog catalog = Catalog.EMPTY;
  private SigningKey owner;
  private OwnerDesk desk;
  private final CompletableFuture<Boolean> loaded = new CompletableFuture<>();
  private CompletableFuture<Boolean> last = CompletableFuture.completedFuture(true);
  private boolean closed;

  CatalogKeeper(VaultParts parts, Network network, OwnerStore store, SigningKey owner) {
    this.parts = parts;
    this.network = network;
    this.store = store;
    this.owner = owner;
    this.desk = new OwnerDesk(owner, parts.entropy());
    this.slot =
        Bytes.wrap(Arrays.copyOf(parts.nodeKey().nodeKey().id().bytes(), VaultLimits.SLOT_BYTES));
  }

  /** Reads what this device knows; before that is done nothing else may be asked. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void load() {
    SigningKey opening = owner;
    long now = parts.wallMillis();
    long since = now - parts.config().leaseDuration().plusDays(1).toMillis();
    parts
        .offload()
        .call(() -> store.loadCatalog(opening, slot, now, since))
        .whenComplete(
            (read, failure) -> {
              if (failure != null) {
                loaded.completeExceptionally(failure);
              } else {
                catalog = read.catalog().pruned(now / 1_000);
                sequences.putAll(read.sequences());
                missing.putAll(read.missing());
                tellMissing();
                loaded.complete(true);
              }
            });
  }

  private void tellMissing() {
    if (!missing.isEmpty()) {
      LOG.log(
          Level.ERROR,
          "pages {0} of the vault''s catalog cannot be read and are kept aside; holders are asked"
              + " for their copies. If files do not come back, import an exported catalog.",
          missing.keySet());
    }
  }

  /** Whether nothing is missing: who is not in the catalog may else be in a page that is. */
  boolean isWhole() {
    return missing.isEmpty();
  }

  /** Completes on the loop when the catalog is there. */
  CompletableFuture<Boolean> loaded() {
    return loaded.copy();
  }

  /**
   * Completes when every change that was asked for until now is durable, or has not happened:
   * {@link #catalog()} is durable at any time.
   */
  CompletableFuture<Boolean> written() {
    return last.handle((done, failure) -> true);
  }

  Bytes slot() {
    return slot;
  }

  /** What is durable. */
  Catalog catalog() {
    return catalog;
  }

  /**
   * Another owner takes the place of the present one, between two changes.
   *
   * @param durably makes the store the new owner's
   */
  CompletableFuture<Boolean> become(SigningKey next, Callable<Boolean> durably) {
    return inTurn(
        () ->
            parts
                .offload()
                .call(durably)
                .thenApply(
                    done -> {
                      owner = next;
                      desk = new OwnerDesk(next, parts.entropy());
                      catalog = Catalog.EMPTY;
                      known.clear();
                      sequences.clear();
                      missing.clear();
                      return true;
                    }));
  }

  /** Takes news in. Completes when they are durable here; holders get them as they are met. */
  CompletableFuture<Boolean> change(Map<FileId, FileEntry> news) {
    return change(now -> news);
  }

  /** As above, for news that depend on what is known when their turn has come. */
  CompletableFuture<Boolean> change(Function<Catalog, Map<FileId, FileEntry>> news) {
    return inTurn(() -> write(news.apply(catalog)));
  }

  /** Takes in what another device knows. */
  CompletableFuture<Boolean> merge(Catalog other) {
    return change(now -> other.files());
  }

  private CompletableFuture<Boolean> inTurn(Supplier<CompletableFuture<Boolean>> step) {
    // One after the other: an older page must not replace a newer one.
    CompletableFuture<Boolean> done =
        last.exceptionally(earlier -> false).thenCompose(earlier -> step.get());
    last = done;
    return done.copy();
  }

  private CompletableFuture<Boolean> write(Map<FileId, FileEntry> news) {
    Catalog next = catalog.with(news).pruned(parts.wallMillis() / 1_000);
    Map<Integer, Long> numbers = new TreeMap<>();
    for (FileId file : news.keySet()) {
      int page = Catalog.pageOf(file);
      if (!Objects.equals(next.files().get(file), catalog.files().get(file))) {
        // Also above what this device wrote before it lost its store.
        long before =
            Math.max(
                sequences.getOrDefault(page, 0L),
                known.getOrDefault(new CatalogSync.Key(page, slot), 0L));
        numbers.put(page, Math.max(parts.wallMillis(), before + 1));
      }
    }
    if (numbers.isEmpty()) {
      return CompletableFuture.completedFuture(true);
    }
    SigningKey sealing = owner;
    return parts
        .offload()
        .call(
            () -> {
              store.keepPages(sealing, slot, numbers, next, parts.entropy());
              return true;
            })
        .exceptionallyCompose(CatalogKeeper::unwritten)
        .thenApply(
            done -> {
              catalog = next;
              sequences.putAll(numbers);
              spread();
              return true;
            });
  }

  private static CompletableFuture<Boolean> unwritten(Throwable failure) {
    ErrorCode code = StoreErrors.codeOf(failure);
    return CompletableFuture.failedFuture(
        new Scp2pException(
            code,
            "The catalog of the vault could not be written and is as before. " + code.remedy(),
            Map.of(),
            failure));
  }

  private Set<NodeKey> holders = Set.of();

  /** Who keeps pages: every holder that is there. */
  void holders(Set<NodeKey> online) {
    holders = Set.copyOf(online);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void spread() {
    holders.forEach(holder -> exchange(holder));
  }

  /** Exchanges pages with a holder; at most one exchange with each at a time. */
  CompletableFuture<Boolean> exchange(NodeKey holder) {
    CompletableFuture<Boolean> outcome = new CompletableFuture<>();
    List<CompletableFuture<Boolean>> waiting = exchanging.get(holder);
    if (closed) {
      outcome.complete(false);
    } else if (waiting != null) {
      waiting.add(outcome);
      again.add(holder);
    } else {
      exchanging.put(holder, new ArrayList<>(List.of(outcome)));
      new Exchange(holder).begin();
    }
    return outcome;
  }

  private void exchanged(NodeKey holder, boolean complete) {
    List<CompletableFuture<Boolean>> waiting = exchanging.remove(holder);
    if (complete && again.remove(holder) && !closed && waiting != null) {
      exchanging.put(holder, waiting);
      new Exchange(holder).begin();
    } else if (waiting != null) {
      waiting.forEach(each -> each.complete(complete));
    }
  }

  void close() {
    closed = true;
  }

  /** One exchange under way. */
  private final class Exchange {
    private final NodeKey holder;
    private final CatalogSync machine;
    private Loop.@Nullable Timer alarm;

    Exchange(NodeKey holder) {
      this.holder = holder;
      this.machine =
          new CatalogSync(parts.time().nanos(), holder, slot, known, sequences, missing.keySet());
    }

    void begin() {
      machine
          .deadlineNanos()
          .ifPresent(
              at ->
                  alarm =
                      parts
                          .loop()
                          .at(
                              at,
                              () ->
                                  machine.onTimeout(parts.time().nanos()).forEach(this::perform)));
      machine.start().forEach(this::perform);
    }

    private void tell(CatalogSync.Input input) {
      machine.accept(parts.time().nanos(), input).forEach(this::perform);
    }

    private void perform(CatalogSync.Effect effect) {
      if (effect instanceof CatalogSync.Effect.ListPages list) {
        ask(
            list.ask(),
            new ListPages(desk.key()),
            response -> {
              if (response instanceof PageList pages) {
                tell(new CatalogSync.Input.Listed(list.ask(), pages.pages()));
              } else {
                tell(new CatalogSync.Input.Failed(list.ask()));
              }
            });
      } else if (effect instanceof CatalogSync.Effect.Fetch fetch) {
        ask(
            fetch.ask(),
            new GetPage(desk.key(), fetch.page().page(), fetch.page().slot()),
            response -> fetched(fetch, response));
      } else if (effect instanceof CatalogSync.Effect.Store store) {
        leave(store);
      } else if (effect instanceof CatalogSync.Effect.Done done) {
        if (alarm != null) {
          alarm.cancel();
        }
        exchanged(done.holder(), done.complete());
      }
    }

    private void ask(long number, VaultRequest request, Consumer<Response> then) {
      network.ask(
          holder,
          request,
          PAGE_ANSWER_BYTES,
          new AskOutcome() {
            @Override
            public void answered(Response response) {
              then.accept(response);
            }

            @Override
            public void failed(AskFailure why) {
              tell(new CatalogSync.Input.Failed(number));
            }
          });
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void fetched(CatalogSync.Effect.Fetch fetch, Response response) {
      if (!(response instanceof PageData page)) {
        tell(new CatalogSync.Input.PassedOver(fetch.ask()));
        return;
      }
      SigningKey key = owner;
      parts
          .offload()
          .call(
              () ->
                  CatalogSeal.open(
                      key, fetch.page().page(), fetch.page().slot(), page.sequence(), page.data()))
          .exceptionally(bug -> Optional.empty())
          .thenAccept(opened -> opened(fetch, page.sequence(), opened));
    }

    @SuppressWarnings({"FutureReturnValueIgnored", "OptionalUsedAsFieldOrParameterType"})
    private void opened(CatalogSync.Effect.Fetch fetch, long sequence, Optional<Catalog> opened) {
      if (opened.isEmpty()) {
        LOG.log(
            Level.WARNING,
            "page {0} of the vault''s catalog at {1} cannot be opened and is passed over",
            fetch.page().page(),
            holder);
        tell(new CatalogSync.Input.PassedOver(fetch.ask()));
        return;
      }
      long before = catalog.files().size();
      merge(opened.get())
          .whenComplete(
              (done, failure) -> {
                int more = (int) (catalog.files().size() - before);
                if (more > 0) {
                  parts.hub().publish(stamp -> new VaultEvent.CatalogMerged(stamp, more));
                }
                if (failure == null) {
                  // Only what is durable need not be fetched again.
                  known.merge(
                      new CatalogSync.Key(fetch.page().page(), fetch.page().slot()),
                      sequence,
                      Math::max);
                }
                if (failure == null && fetch.page().slot().equals(slot)) {
                  found(fetch.page().page(), sequence);
                }
                tell(
                    failure == null
                        ? new CatalogSync.Input.Finished(fetch.ask())
                        : new CatalogSync.Input.PassedOver(fetch.ask()));
              });
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void found(int page, long sequence) {
      Long lost = missing.get(page);
      if (lost != null && sequence >= lost) {
        missing.remove(page);
        parts
            .offload()
            .call(
                () -> {
                  store.found(page);
                  return true;
                });
      }
    }

    private void left(CatalogSync.Effect.Store effect, Response response) {
      if (response instanceof VaultRefused refused) {
        LOG.log(
            Level.INFO,
            "{0} does not keep page {1} of the vault''s catalog (status {2})",
            holder,
            effect.page(),
            refused.status());
      }
      tell(
          response instanceof PageStored || response instanceof VaultRefused
              ? new CatalogSync.Input.Finished(effect.ask())
              : new CatalogSync.Input.Failed(effect.ask()));
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void leave(CatalogSync.Effect.Store effect) {
      OwnerDesk signing = desk;
      parts
          .offload()
          .call(
              () -> {
                OwnerStore.SealedPage page = store.page(effect.page());
                return signing.storePage(
                    holder, effect.page(), slot, page.sequence(), page.data(), parts.wallMillis());
              })
          .whenComplete(
              (order, failure) -> {
                if (failure != null) {
                  tell(new CatalogSync.Input.Finished(effect.ask()));
                  return;
                }
                ask(effect.ask(), order, response -> left(effect, response));
              });
    }
  }
}
