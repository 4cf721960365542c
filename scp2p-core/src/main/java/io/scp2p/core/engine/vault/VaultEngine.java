package io.scp2p.core.engine.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.transfer.RemoteContent;
import io.scp2p.api.vault.HeldShards;
import io.scp2p.api.vault.Holder;
import io.scp2p.api.vault.ShardPlacement;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultHealth;
import io.scp2p.api.vault.VaultLink;
import io.scp2p.api.vault.VaultPutPlan;
import io.scp2p.api.vault.VaultStatus;
import io.scp2p.api.vault.VaultTransfer;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.keys.StoreErrors;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.protocol.session.Peer;
import io.scp2p.core.protocol.vault.HeldShard;
import io.scp2p.core.protocol.vault.HolderRules;
import io.scp2p.core.vault.RecoveryCode;
import io.scp2p.core.vault.catalog.Catalog;
import io.scp2p.core.vault.catalog.FileEntry;
import io.scp2p.core.vault.catalog.Replica;
import io.scp2p.core.wire.vault.VaultLimits;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The vault of a node, both sides of it. Lives on the loop, where every future completes; {@link
 * #put}, {@link #get} and {@link #repair} may be called from anywhere.
 */
public final class VaultEngine {
  private static final System.Logger LOG = System.getLogger(VaultEngine.class.getName());
  private static final StateTable SETTINGS = new StateTable("vault-settings");
  private static final byte[] OFFERED = {'o'};

  private final VaultParts parts;
  private final HolderService holder;
  private final HolderBook book;
  private @Nullable Network network;
  private @Nullable CatalogKeeper keeper;
  private @Nullable OwnerVault owner;
  private @Nullable VaultCare care;
  private @Nullable Rebuilder rebuilder;
  private @Nullable Recovery recovery;
  private long offeredBytes;

  /** Reads what is held for others. Blocks. */
  public VaultEngine(VaultParts parts) throws StoreException {
    this.parts = parts;
    this.book = new HolderBook(parts.config());
    this.offeredBytes = offered(parts.state(), parts.config().offeredBytes());
    this.holder = new HolderService(parts, rules(offeredBytes), this::storesForUs);
  }

  private static long offered(StateStore state, long configured) throws StoreException {
    return state
        .get(SETTINGS, OFFERED)
        .map(row -> ByteBuffer.wrap(row).getLong())
        .orElse(configured);
  }

  private HolderRules rules(long bytes) {
    return new HolderRules(
        bytes,
        Math.min(bytes, parts.config().perOwnerBytes()),
        parts.config().leaseDuration().toSeconds(),
        parts.config().reciprocal(),
        parts.config().operatorLabel());
  }

  /** Whether a peer has a vault, too. */
  public static boolean speaks(Peer peer) {
    return peer.extensions().map(all -> all.has(VaultLimits.FEATURE)).orElse(false);
  }

  /** Takes on 620 to 631. */
  public void addTo(ServiceRegistry.Builder registry) {
    holder.addTo(registry);
  }

  /** Joins the network. Once, before {@link #start}. Blocks: it may make the owner's key. */
  public void attach(Network joined) {
    network = joined;
    SigningKey key = parts.keys().vaultKey();
    OwnerStore store = new OwnerStore(parts.state());
    CatalogKeeper made = new CatalogKeeper(parts, joined, store, key);
    keeper = made;
    OwnerVault joining = new OwnerVault(parts, joined, store, book, made, key, holder);
    owner = joining;
    VaultCare caring = new VaultCare(joining, made);
    joining.whenDisturbed(caring::soon);
    Rebuilder rebuilding = new Rebuilder(joining, holder);
    holder.rebuildWith(rebuilding::accept);
    rebuilder = rebuilding;
    recovery = new Recovery(joining);
    care = caring;
  }

  private OwnerVault owner() {
    return Objects.requireNonNull(owner, "attached before it is used");
  }

  private CatalogKeeper keeper() {
    return Objects.requireNonNull(keeper, "attached before it is used");
  }

  /** Reads the catalog, then goes on with what was interrupted. On the loop. */
  @SuppressWarnings("FutureReturnValueIgnored")
  public void start() {
    holder.start();
    keeper().load();
    keeper()
        .loaded()
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                owner().puts().start();
                care().start();
                recovery().start();
              } else if (!Offload.wasClosed(failure)) {
                LOG.log(Level.ERROR, "the catalog of the vault cannot be read", failure);
              }
            });
  }

  private Recovery recovery() {
    return Objects.requireNonNull(recovery, "attached before it is used");
  }

  private VaultCare care() {
    return Objects.requireNonNull(care, "attached before it is used");
  }

  /** What is asked of the catalog waits until it is there. On the loop. */
  public <T> CompletableFuture<T> ready(Supplier<T> answer) {
    return keeper()
        .loaded()
        .exceptionallyCompose(VaultEngine::unreadable)
        .thenApply(done -> answer.get());
  }

  /** As {@link #ready}, for what takes longer. */
  public <T> CompletableFuture<T> begun(Supplier<CompletableFuture<T>> answer) {
    return keeper()
        .loaded()
        .exceptionallyCompose(VaultEngine::unreadable)
        .thenCompose(done -> answer.get());
  }

  private static CompletableFuture<Boolean> unreadable(Throwable failure) {
    return CompletableFuture.failedFuture(
        new Scp2pException(
            StoreErrors.codeOf(failure),
            "The catalog of the vault cannot be read.",
            Map.of(),
            failure));
  }

  /** A peer is there. On the loop. */
  public void connected(NodeKey peer, @Nullable InetAddress address) {
    parts
        .loop()
        .post(
            () -> {
              boolean vault =
                  network != null && network.peer(peer).filter(VaultEngine::speaks).isPresent();
              if (vault) {
                book.online(peer, address, parts.wallMillis() / 1_000);
                keeper().holders(new HashSet<>(book.online()));
                var unused = ready(() -> greet(peer));
              }
            });
  }

  /** Whoever has nothing in the vault, and looks for nothing, does not tell who owns it. */
  private boolean greet(NodeKey peer) {
    recovery().met(peer);
    if (!keeper().catalog().files().isEmpty() || !keeper().isWhole()) {
      var unused = keeper().exchange(peer);
      owner().line().free();
      care().soonIfHolding(peer);
    }
    owner().line().freeGarbage();
    owner().puts().came();
    return true;
  }

  /** A peer is gone. On the loop. */
  public void disconnected(NodeKey peer) {
    parts
        .loop()
        .post(
            () -> {
              book.offline(peer, parts.wallMillis() / 1_000);
              if (keeper != null) {
                keeper.holders(new HashSet<>(book.online()));
              }
              if (care != null) {
                care.soonIfHolding(peer);
              }
            });
  }

  private boolean storesForUs(NodeKey peer) {
    return keeper != null
        && keeper.catalog().files().values().stream()
            .flatMap(entry -> entry.held().stream())
            .anyMatch(replica -> replica.holder().equals(peer));
  }

  /** See {@link io.scp2p.api.vault.Vault#put}. */
  public VaultTransfer put(VaultPutPlan plan) {
    return owner().puts().put(plan);
  }

  /** See {@link io.scp2p.api.vault.Vault#get}. */
  public VaultTransfer get(FileId file, Path target) {
    return owner().get(file, target);
  }

  /** See {@link io.scp2p.api.vault.Vault#repair}. */
  public VaultTransfer repair(FileId file) {
    return owner().repairs().repair(file);
  }

  /** See {@link io.scp2p.api.vault.Vault#rebalance}. On the loop. */
  public CompletableFuture<Long> rebalance() {
    return owner().repairs().rebalance();
  }

  /** Every file, by name. On the loop. */
  public List<VaultFile> list() {
    List<VaultFile> files = new ArrayList<>();
    keeper()
        .catalog()
        .files()
        .forEach(
            (id, entry) -> {
              if (entry.isWhole()) {
                files.add(VaultViews.file(id, entry, book, parts));
              }
            });
    files.sort(java.util.Comparator.comparing(VaultFile::name).thenComparing(VaultFile::id));
    return files;
  }

  /** One file. On the loop. */
  public VaultFile info(FileId file) {
    return owner().describe(file);
  }

  /** Where its shards are. On the loop. */
  public List<ShardPlacement> placement(FileId file) {
    return VaultViews.placement(owner().whole(file), book);
  }

  /** Deletes a file. On the loop. */
  public CompletableFuture<Void> delete(FileId file) {
    return owner().delete(file);
  }

  /** Asks for proofs now. On the loop. */
  public CompletableFuture<VaultHealth> verify(FileId file) {
    return owner().line().prove(file).thenApply(done -> info(file).health());
  }

  /** The vault as a whole. On the loop. */
  public VaultStatus status() {
    List<VaultFile> files = list();
    long stored = 0;
    Set<NodeKey> holders = new HashSet<>();
    for (FileEntry entry : keeper().catalog().files().values()) {
      if (entry.isWhole()) {
        stored += VaultViews.layout(entry).shardBytes() * entry.held().size();
        entry.held().forEach(replica -> holders.add(replica.holder()));
      }
    }
    long unhealthy =
        files.stream()
            .filter(f -> f.health().condition().compareTo(VaultHealth.Condition.DEGRADED) >= 0)
            .count();
    List<HeldShards> held = held();
    return new VaultStatus(
        files.size(),
        files.stream().mapToLong(VaultFile::sizeBytes).sum(),
        stored,
        holders.size(),
        unhealthy,
        offeredBytes,
        holder.ledger().usedBytes(),
        held.size());
  }

  /** Peers that hold or offer. On the loop. */
  public CompletableFuture<List<Holder>> holders() {
    return owner().line().askOffers().thenApply(done -> holdersNow());
  }

  private List<Holder> holdersNow() {
    Map<NodeKey, Long> used = new HashMap<>();
    for (FileEntry entry : keeper().catalog().files().values()) {
      for (Replica replica : entry.isWhole() ? entry.held() : List.<Replica>of()) {
        used.merge(replica.holder(), VaultViews.layout(entry).shardBytes(), Long::sum);
      }
    }
    List<Holder> holders = new ArrayList<>();
    book.all()
        .forEach(
            (key, known) -> {
              long free = known.offer == null ? 0 : known.offer.freeBytes();
              if (free > 0 || used.containsKey(key)) {
                holders.add(
                    new Holder(
                        key.id(),
                        free,
                        used.getOrDefault(key, 0L),
                        known.record.auditsPassed(),
                        known.record.auditsFailed(),
                        known.record.uptime()));
              }
            });
    return holders;
  }

  /** Offers space. On the loop. */
  public CompletableFuture<Void> offer(long quotaBytes) {
    if (quotaBytes < 0) {
      return CompletableFuture.failedFuture(
          new Scp2pException(
              ErrorCode.INVALID_ARGUMENT,
              "The quota is 0 or more bytes.",
              Map.of("quotaBytes", Long.toString(quotaBytes))));
    }
    byte[] row = ByteBuffer.allocate(Long.BYTES).putLong(quotaBytes).array();
    return parts
        .offload()
        .call(
            () -> {
              parts.state().put(SETTINGS, OFFERED, row, io.scp2p.api.spi.Durability.POWER);
              return true;
            })
        .thenAccept(
            done -> {
              offeredBytes = quotaBytes;
              holder.rules(rules(quotaBytes));
            });
  }

  /** What is kept for others. On the loop. */
  public List<HeldShards> held() {
    Map<NodeKey, List<HeldShard>> byOwner = new HashMap<>();
    for (HeldShard shard : holder.ledger().shards()) {
      byOwner.computeIfAbsent(shard.owner(), key -> new ArrayList<>()).add(shard);
    }
    List<HeldShards> held = new ArrayList<>();
    byOwner.forEach(
        (key, shards) ->
            held.add(
                new HeldShards(
                    key,
                    shards.size(),
                    holder.ledger().usedBytes(key),
                    Math.min(offeredBytes, parts.config().perOwnerBytes()),
                    Instant.ofEpochSecond(
                        shards.stream().mapToLong(HeldShard::leaseUntilSeconds).max().orElse(0)))));
    return held;
  }

  /** A link that lets others read a file. On the loop. */
  public VaultLink share(FileId file) {
    return owner().readers().share(file);
  }

  /** See {@link io.scp2p.api.vault.Vault#open(FileId)}. On the loop. */
  public RemoteContent open(FileId file) {
    return owner().readers().open(file);
  }

  /** See {@link io.scp2p.api.vault.Vault#open(VaultLink)}. On the loop. */
  public RemoteContent open(VaultLink link) {
    return owner().readers().open(link);
  }

  /** See {@link io.scp2p.api.vault.Vault#revokeLinks}. */
  public VaultTransfer revoke(FileId file) {
    return owner().puts().revoke(file);
  }

  /** The words of the owner's key. */
  public List<String> words() {
    return RecoveryCode.words(owner().owner());
  }

  /** Parts of the owner's key. */
  public List<List<String>> parts(int needed, int count) {
    return RecoveryCode.split(owner().owner(), needed, count, parts.entropy());
  }

  /**
   * Becomes a device of another owner, and fetches its catalog from whoever has it. On the loop.
   */
  public CompletableFuture<List<VaultFile>> recover(SigningKey key) {
    return recovery().recover(key).thenApply(done -> list());
  }

  /** Writes the catalog to a file. On the loop. */
  public CompletableFuture<Void> export(Path target) {
    Catalog now = keeper().catalog();
    SigningKey key = owner().owner();
    return parts
        .offload()
        .call(
            () -> {
              CatalogFile.write(parts.blobs(), target, now, key, parts.entropy());
              return true;
            })
        .thenAccept(done -> {});
  }

  /** Merges a catalog out of a file. On the loop. */
  public CompletableFuture<Void> merge(Path source) {
    SigningKey key = owner().owner();
    return parts
        .offload()
        .call(() -> CatalogFile.read(parts.blobs(), source, key))
        .thenCompose(catalog -> keeper().merge(catalog))
        .thenAccept(done -> {});
  }

  /** Stops; what is under way goes on when the node is started again. On the loop. */
  public void close() {
    if (care != null) {
      care.close();
    }
    if (rebuilder != null) {
      rebuilder.close();
    }
    if (owner != null) {
      owner.close();
    }
    if (keeper != null) {
      keeper.close();
    }
    holder.close();
  }

  /** After the last work has ended. */
  public void release() {
    holder.release();
    if (owner != null) {
      owner.owner().close();
    }
  }
}
