package io.scp2p.core.engine.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.crypto.SigningKey;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Becomes a device of another owner and brings the catalog back (section V9.4). Whoever has it may
 * not be there at that moment: until something is found, over restarts, everybody who is met is
 * asked, and an exchange that was cut off is begun again. Lives on the loop.
 */
final class Recovery {
  private static final System.Logger LOG = System.getLogger(Recovery.class.getName());
  private static final StateTable SETTINGS = new StateTable("vault-settings");

  /** Its row has the key of the owner who is looked for; there is none when it was found. */
  private static final byte[] LOOKED_FOR = {'r'};

  /** Before an exchange that was cut off is tried again. */
  private static final Duration AGAIN = Duration.ofSeconds(60);

  private final VaultParts parts;
  private final OwnerVault vault;
  private final CatalogKeeper keeper;
  private final HolderBook book;
  private final Set<NodeKey> cutOff = new TreeSet<>();
  private boolean looking;
  private boolean waits;

  Recovery(OwnerVault vault) {
    this.vault = vault;
    this.parts = vault.parts();
    this.keeper = vault.keeper();
    this.book = vault.book();
  }

  /** Goes on with what an earlier run of the node has not found. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void start() {
    byte[] key = vault.owner().nodeKey().bytes();
    StateStore state = parts.state();
    parts
        .offload()
        .call(() -> state.get(SETTINGS, LOOKED_FOR).filter(row -> Arrays.equals(row, key)))
        .thenAccept(
            row -> {
              if (row.isPresent()) {
                looking = true;
                book.online().forEach(this::met);
              }
            });
  }

  /**
   * Takes the place of the present owner, if it is another one, and asks everybody who is there.
   * Fails if nothing was found, and goes on looking.
   */
  CompletableFuture<Boolean> recover(SigningKey key) {
    boolean same = key.nodeKey().equals(vault.desk().key());
    if (!same && isUsed()) {
      return CompletableFuture.failedFuture(
          new Scp2pException(
              ErrorCode.ALREADY_EXISTS,
              "This vault has files of another owner; recover on an empty node.",
              Map.of()));
    }
    CompletableFuture<Boolean> begun =
        same
            ? keeper.written().thenCompose(done -> parts.offload().call(() -> look(key)))
            : keeper.become(key, () -> become(key));
    return begun.thenCompose(
        done -> {
          if (!same) {
            vault.become(key);
          }
          looking = true;
          return askAll();
        });
  }

  private boolean isUsed() {
    return !keeper.isWhole()
        || keeper.catalog().files().values().stream().anyMatch(entry -> !entry.isDeleted());
  }

  private boolean look(SigningKey key) throws StoreException {
    parts.state().put(SETTINGS, LOOKED_FOR, key.nodeKey().bytes(), Durability.POWER);
    return true;
  }

  /**
   * First what is looked for, so that a crash does not end the search before it began. Of the old
   * owner there are only tombstones, so his pages go before his key does.
   */
  private boolean become(SigningKey key) throws StoreException {
    look(key);
    new OwnerStore(parts.state()).forgetCatalog();
    parts.keys().replaceVaultKey(key);
    return true;
  }

  private CompletableFuture<Boolean> askAll() {
    List<CompletableFuture<Boolean>> all = new ArrayList<>();
    book.online().forEach(holder -> all.add(ask(holder)));
    return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]))
        .thenCompose(
            done -> {
              long complete = all.stream().filter(CompletableFuture::join).count();
              if (keeper.catalog().files().isEmpty()) {
                return CompletableFuture.failedFuture(nothing(all.size(), complete));
              }
              if (complete < all.size()) {
                LOG.log(
                    Level.WARNING,
                    "{0} of {1} holders gave their whole catalog; the others are asked again",
                    complete,
                    all.size());
              }
              return CompletableFuture.completedFuture(true);
            });
  }

  private static Scp2pException nothing(int asked, long answered) {
    return new Scp2pException(
        ErrorCode.SHARDS_MISSING,
        "Nothing of this owner was found at the "
            + asked
            + " holders that are there, of which "
            + answered
            + " answered. Everybody who is met from now on is asked; or import the catalog's file.",
        Map.of("asked", Integer.toString(asked), "answered", Long.toString(answered)));
  }

  private CompletableFuture<Boolean> ask(NodeKey holder) {
    return keeper
        .exchange(holder)
        .exceptionally(failure -> false)
        .thenApply(
            complete -> {
              if (complete) {
                cutOff.remove(holder);
              } else if (book.isOnline(holder)) {
                cutOff.add(holder);
                later();
              }
              found();
              return complete;
            });
  }

  /** A holder is there. */
  void met(NodeKey holder) {
    found();
    if (looking) {
      var unused = ask(holder);
    }
  }

  private void later() {
    if (!waits) {
      waits = true;
      parts.loop().at(parts.time().nanos() + AGAIN.toNanos(), this::again);
    }
  }

  private void again() {
    waits = false;
    if (!vault.isClosed()) {
      cutOff.removeIf(holder -> !book.isOnline(holder));
      for (NodeKey holder : List.copyOf(cutOff)) {
        var unused = ask(holder);
      }
    }
  }

  /** From here on exchanges go on by themselves, since the catalog is not empty. */
  private void found() {
    if (looking && !keeper.catalog().files().isEmpty()) {
      looking = false;
      vault.disturbed();
      var unused =
          parts
              .offload()
              .call(
                  () -> {
                    parts.state().delete(SETTINGS, LOOKED_FOR, Durability.POWER);
                    return true;
                  });
    }
  }
}
