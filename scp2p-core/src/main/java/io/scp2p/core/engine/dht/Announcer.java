package io.scp2p.core.engine.dht;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.dht.DhtInput;
import io.scp2p.core.protocol.dht.DhtKeys;
import io.scp2p.core.protocol.dht.DhtLifetime;
import io.scp2p.core.protocol.dht.ProviderSeal;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.KeyedHead;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.ProviderEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives what this node publishes to the DHT, again and again: heads and manifests often, since a
 * follower should find a new head soon; contents in one pass twice a day, since there may be a
 * hundred thousand of them and their nodes keep them for a day. What was just published goes at
 * once, what was just downloaded soon, with whatever else was. Only own values are announced (quirk
 * Lives on the loop.
 */
final class Announcer {
  /** Half of how long they are kept. */
  static final Duration CONTENTS_INTERVAL = Duration.ofHours(12);

  /** After an announcement that reached nobody. */
  static final Duration RETRY = Duration.ofSeconds(15);

  /** Downloaded contents that wait for each other; beyond, everything is announced. */
  static final int MAX_FRESH = 100_000;

  /** Contents of one pass. */
  static final int MAX_CONTENTS = 500_000;

  private final DhtState state;
  private final DhtRun run;
  private final OwnValues values;
  private final SigningKey key;
  private final Supplier<Optional<PeerAddress>> self;
  private final long intervalNanos;
  private final long freshNanos;
  private final Alarm alarm;

  /** Heads and manifests that wait for their turn. */
  private final Set<ShareId> waiting = new LinkedHashSet<>();

  /** Shares whose contents wait for the next pass. */
  private final Set<ShareId> unswept = new LinkedHashSet<>();

  /** Contents that were downloaded since the last pass. */
  private final Set<ContentId> fresh = new LinkedHashSet<>();

  private final Set<ShareId> unheard = new LinkedHashSet<>();

  /** Which version of a share was last said to be found by others. */
  private final Map<ShareId, ManifestId> told = new HashMap<>();

  private AnnounceListener listener = (share, peers) -> {};
  private @Nullable ShareId current;
  private final IssuedSeconds seconds = new IssuedSeconds();
  private long nextNanos;
  private long nextContentsNanos;
  private OptionalLong nextFreshNanos = OptionalLong.empty();
  private boolean freshDue;
  private boolean everything;
  private boolean begun;
  private boolean busy;
  private boolean sweeping;
  private boolean closed;

  Announcer(
      DhtState state,
      DhtRun run,
      OwnValues values,
      SigningKey key,
      Supplier<Optional<PeerAddress>> self,
      Duration interval,
      Duration freshInterval) {
    this.state = state;
    this.run = run;
    this.values = values;
    this.key = key;
    this.self = self;
    this.intervalNanos = Nanos.of(interval);
    this.freshNanos = Nanos.of(freshInterval);
    this.alarm = new Alarm(state.loop, this::due);
  }

  /** Somebody is there to whom things can be given. */
  void begin() {
    begun = true;
    nextNanos = state.nowNanos();
    nextContentsNanos = nextNanos;
    arm();
  }

  /** This node is found elsewhere: who has the contents comes before what is in them. */
  void moved() {
    sweeping = false; // A pass that names the old place is cut short by the new one.
    everything = true;
    begin();
    if (!closed) {
      sweep();
    }
  }

  /** A share has a new version. */
  void published(ShareId share) {
    waiting.add(share);
    unswept.add(share);
    next();
  }

  /** A share is this node's no more: nothing is told of it, whatever is under way. */
  void withdrawn(ShareId share) {
    waiting.remove(share);
    unswept.remove(share);
    unheard.remove(share);
    told.remove(share);
    if (isCurrent(share)) {
      current = null;
    }
  }

  private boolean isCurrent(ShareId share) {
    ShareId now = current;
    return now != null && now.equals(share);
  }

  /** Who hears that others can find a share. */
  void onAnnounced(AnnounceListener newListener) {
    listener = newListener;
  }

  /** A content was downloaded. */
  void kept(ContentId content) {
    if (fresh.size() >= MAX_FRESH) {
      fresh.clear();
      everything = true;
    } else if (!everything) {
      fresh.add(content);
    }
    if (nextFreshNanos.isEmpty()) {
      nextFreshNanos = OptionalLong.of(state.nowNanos() + freshNanos);
      arm();
    }
  }

  /** The machine has finished its pass. */
  void swept() {
    sweeping = false;
    next();
  }

  void close() {
    closed = true;
    alarm.set(OptionalLong.empty());
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void due() {
    long now = state.nowNanos();
    waiting.addAll(unheard);
    unswept.addAll(unheard);
    unheard.clear();
    if (nextFreshNanos.isPresent() && Nanos.isDue(nextFreshNanos.getAsLong(), now)) {
      nextFreshNanos = OptionalLong.empty();
      freshDue = true;
    }
    boolean all = Nanos.isDue(nextNanos, now);
    boolean contents = all && Nanos.isDue(nextContentsNanos, now);
    if (!all) {
      arm();
      next();
      return;
    }
    nextNanos = now + jittered(intervalNanos);
    if (contents) {
      nextContentsNanos = now + jittered(Nanos.of(CONTENTS_INTERVAL));
      everything = true;
    }
    arm();
    state
        .offload
        .call(values::shares)
        .whenComplete(
            (shares, failure) -> {
              if (failure == null) {
                waiting.addAll(shares);
                next();
              } // A store that fails is tried again at the next interval.
            });
  }

  private long jittered(long nanos) {
    return nanos - state.random.nextLong(Math.max(1, nanos / 8));
  }

  private void arm() {
    if (begun && !closed) {
      OptionalLong at = OptionalLong.of(nextNanos);
      if (!unheard.isEmpty()) {
        at = Nanos.earlier(at, OptionalLong.of(state.nowNanos() + Nanos.of(RETRY)));
      }
      alarm.set(Nanos.earlier(at, nextFreshNanos));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void next() {
    if (busy || closed) {
      return;
    }
    if (waiting.isEmpty()) {
      sweep();
      return;
    }
    busy = true;
    ShareId share = waiting.iterator().next();
    waiting.remove(share);
    current = share;
    state
        .offload
        .call(() -> values.share(share))
        .whenComplete(
            (found, failure) -> {
              if (failure != null || found.isEmpty()) {
                ended();
              } else {
                publish(share, found.get());
              }
            });
  }

  /** The manifest first: a head must not point at nothing (quirk Q-15). */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void publish(ShareId share, OwnValues.Published published) {
    CompletableFuture<Integer> manifest =
        published.manifest() == null || published.manifest().size() > WireLimits.DHT_VALUE_BYTES
            ? CompletableFuture.completedFuture(1)
            : run.publish(
                new DhtEntry(
                    DhtKeys.manifest(published.head().body().latestManifestId()),
                    published.manifest(),
                    DhtLifetime.MIN_SECONDS));
    manifest
        .thenCompose(
            copies ->
                run.publish(
                    new DhtEntry(
                        DhtKeys.shareHead(share),
                        KeyedHead.encode(published.head(), published.key()),
                        DhtLifetime.MIN_SECONDS)))
        .whenComplete(
            (copies, failure) -> {
              if (failure == null && isCurrent(share)) {
                announced(share, published.head().body().latestManifestId(), copies);
              }
              ended();
            });
  }

  /** Told once for each version, and again after nobody was there to take it. */
  private void announced(ShareId share, ManifestId version, int copies) {
    if (copies == 0) {
      told.remove(share);
      unheard.add(share);
      arm();
    } else if (!version.equals(told.put(share, version))) {
      listener.announced(share, copies);
    }
  }

  private void ended() {
    busy = false;
    current = null;
    // Posted: a thousand shares that reach nobody must not be a thousand calls deep.
    state.loop.post(this::next);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void sweep() {
    Optional<PeerAddress> address = self.get();
    boolean alone = state.machine.table().size() == 0;
    boolean work = everything || freshDue || !unswept.isEmpty();
    if (sweeping || !work || address.isEmpty() || alone) {
      return;
    }
    sweeping = true;
    boolean all = everything;
    List<ShareId> shares = List.copyOf(unswept);
    Set<ContentId> also = new LinkedHashSet<>(fresh);
    everything = false;
    unswept.clear();
    fresh.clear();
    freshDue = false;
    long now = state.nowUnix();
    long issued = seconds.next(now);
    state
        .offload
        .call(() -> pass(all, shares, also, address.get(), issued, now))
        .whenComplete(
            (pass, failure) -> {
              if (failure != null || pass.contents().isEmpty() || closed) {
                sweeping = false;
              } else {
                run.feed(pass);
              }
            });
  }

  private DhtInput.Announce pass(
      boolean all,
      List<ShareId> shares,
      Set<ContentId> contents,
      PeerAddress address,
      long issuedAt,
      long nowUnix)
      throws StoreException {
    Consumer<ContentId> taken =
        content -> {
          if (contents.size() < MAX_CONTENTS) {
            contents.add(content);
          }
        };
    for (ShareId share : shares) {
      values.contents(share, taken);
    }
    if (all) {
      values.contents(taken);
    }
    ProviderEntry entry = ProviderSeal.sign(address, key, issuedAt);
    return new DhtInput.Announce(entry, new ArrayList<>(contents), nowUnix);
  }
}
