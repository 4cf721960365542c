package io.scp2p.core.protocol.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.sim.SimTask;
import io.scp2p.core.sim.SimWorld;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Does for one swarm what the engine does in a node, and checks what it is told to do. */
final class SimLeecher implements SwarmEffect.Handler {
  private static final Duration STORING = Duration.ofMillis(2);
  static final long BUDGET_BYTES = 64L << 20;

  final SimWorld world;
  final String name;
  final ChunkLayout layout;
  final PeerBook book;
  final TransferBudget budget = new TransferBudget(BUDGET_BYTES);
  final SwarmMachine machine;
  final BitSet stored = new BitSet();
  final Duration oneWay;
  final long downBytesPerSecond;
  final Map<PeerRef, SimProvider> providers = new LinkedHashMap<>();
  final List<Long> storedAtNanos = new ArrayList<>();
  final Set<String> liars = new HashSet<>();
  final Map<AskFailure, Integer> failures = new HashMap<>();
  int needPeers;
  int dropped;
  long receivedBytes;
  @Nullable SwarmEffect end;
  long startedNanos;
  long endedNanos;

  private final Map<Long, Fetch> fetches = new HashMap<>();
  private final Map<PeerRef, Integer> open = new HashMap<>();
  private final Queue<SwarmInput> inputs = new ArrayDeque<>();
  private boolean stepping;
  private @Nullable SimTask alarm;
  private long lineFreeNanos;
  private long nextPeer;

  private record Fetch(PeerRef peer, int chunk) {}

  SimLeecher(
      SimWorld world, String name, ChunkLayout layout, long downBytesPerSecond, Duration oneWay) {
    this.world = world;
    this.name = name;
    this.layout = layout;
    this.downBytesPerSecond = downBytesPerSecond;
    this.oneWay = oneWay;
    this.book = new PeerBook(world.random(name + " book"));
    this.machine =
        new SwarmMachine(layout, book, budget, SwarmRules.PATIENT, world.random(name + " swarm"));
  }

  void start() {
    startedNanos = world.nanos();
    tell(SwarmInput.Started.afresh());
  }

  PeerRef meet(SimProvider provider) {
    PeerRef ref = new PeerRef(nextPeer++);
    providers.put(ref, provider);
    long roundTripNanos = 2 * wayNanos(provider);
    book.add(
        ref,
        provider.isV1
            ? PeerTraits.v1(roundTripNanos)
            : PeerTraits.extended(provider.maxInFlight, roundTripNanos),
        0);
    tell(new SwarmInput.PeerAvailable(ref));
    return ref;
  }

  void lose(PeerRef peer) {
    SimProvider provider = providers.remove(peer);
    if (provider != null) {
      provider.forget(this);
      fetches.values().removeIf(fetch -> fetch.peer().equals(peer));
      open.remove(peer);
      tell(new SwarmInput.PeerGone(peer));
      book.remove(peer);
    }
  }

  long wayNanos(SimProvider provider) {
    return oneWay.plus(provider.oneWay).toNanos();
  }

  void tell(SwarmInput input) {
    inputs.add(input);
    if (!stepping) {
      stepping = true;
      SwarmInput next;
      while ((next = inputs.poll()) != null) {
        perform(machine.accept(world.nanos(), next));
      }
      stepping = false;
      arm();
    }
  }

  private void perform(List<SwarmEffect> effects) {
    for (SwarmEffect effect : effects) {
      assertThat(end).as("nothing comes after the end").isNull();
      effect.dispatch(this);
    }
    assertThat(budget.usedBytes()).isLessThanOrEqualTo(BUDGET_BYTES);
  }

  private void arm() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
    OptionalLong due = machine.deadlineNanos();
    if (due.isPresent()) {
      long delayNanos = Math.max(0, due.getAsLong() - world.nanos());
      alarm = world.scheduleNanos(delayNanos, "timeout", name, this::timeout);
    }
  }

  private void timeout() {
    stepping = true;
    perform(machine.onTimeout(world.nanos()));
    stepping = false;
    SwarmInput next = inputs.poll();
    if (next != null) {
      tell(next);
    } else {
      arm();
    }
  }

  /** A chunk comes to the line of this node, which may be slower than the other's. */
  void arriving(SimProvider from, SimProvider.Request request) {
    long nowNanos = world.elapsed().toNanos();
    lineFreeNanos =
        Math.max(nowNanos, lineFreeNanos) + request.bytes() * 1_000_000_000L / downBytesPerSecond;
    world.scheduleNanos(lineFreeNanos - nowNanos, "arrived", name, () -> arrived(from, request));
  }

  private void arrived(SimProvider from, SimProvider.Request request) {
    receivedBytes += request.bytes();
    Fetch fetch = fetches.get(request.ask());
    if (fetch == null || providers.get(fetch.peer()) != from) {
      return;
    }
    open.merge(fetch.peer(), -1, Integer::sum);
    AskFailure error = request.error();
    if (error == null) {
      tell(new SwarmInput.ChunkArrived(request.ask(), request.bytes()));
    } else {
      fetches.remove(request.ask());
      failures.merge(error, 1, Integer::sum);
      tell(new SwarmInput.ChunkFailed(request.ask(), error));
    }
  }

  @Override
  public void askChunk(SwarmEffect.AskChunk effect) {
    SimProvider provider = providers.get(effect.peer());
    assertThat(provider).as("asks only whom it knows").isNotNull();
    fetches.put(effect.ask(), new Fetch(effect.peer(), effect.chunk()));
    int now = open.merge(effect.peer(), 1, Integer::sum);
    assertThat(now).isLessThanOrEqualTo(provider.isV1 ? 8 : provider.maxInFlight);
    world.scheduleNanos(wayNanos(provider), "request", name, () -> provider.receive(this, effect));
  }

  @Override
  public void cancelChunk(SwarmEffect.CancelChunk effect) {
    Fetch fetch = fetches.remove(effect.ask());
    assertThat(fetch).as("cancels only what it asked for").isNotNull();
    open.merge(fetch.peer(), -1, Integer::sum);
    SimProvider provider = providers.get(fetch.peer());
    if (provider != null) {
      world.scheduleNanos(
          wayNanos(provider), "cancel", name, () -> provider.cancel(this, effect.ask()));
    }
  }

  @Override
  public void store(SwarmEffect.Store effect) {
    Fetch fetch = fetches.get(effect.ask());
    assertThat(fetch).as("stores only what has arrived").isNotNull();
    SimProvider from = providers.get(fetch.peer());
    boolean wrong = from != null && from.corrupt;
    world.schedule(
        STORING,
        "store",
        () -> {
          fetches.remove(effect.ask());
          if (wrong) {
            tell(new SwarmInput.ChunkCorrupt(effect.ask()));
            return;
          }
          assertThat(stored.get(effect.chunk())).as("stored twice").isFalse();
          stored.set(effect.chunk());
          storedAtNanos.add(world.nanos());
          tell(new SwarmInput.ChunkStored(effect.ask()));
        });
  }

  @Override
  public void drop(SwarmEffect.Drop effect) {
    fetches.remove(effect.ask());
    dropped++;
  }

  @Override
  public void askHashes(SwarmEffect.AskHashes effect) {
    SimProvider provider = providers.get(effect.peer());
    long listNanos = layout.chunkCount() * 34 * 1_000_000_000L / provider.bytesPerSecond;
    world.scheduleNanos(
        2 * wayNanos(provider) + listNanos,
        "hashes",
        name,
        () -> {
          if (!provider.stalled) {
            tell(new SwarmInput.HashesArrived(effect.peer(), effect.page()));
          }
        });
  }

  @Override
  public void askHoldings(SwarmEffect.AskHoldings effect) {
    SimProvider provider = providers.get(effect.peer());
    world.scheduleNanos(
        2 * wayNanos(provider),
        "holdings",
        name,
        () ->
            tell(
                new SwarmInput.PeerHolds(
                    effect.peer(), Holdings.ofChunks((int) layout.chunkCount(), provider.holds))));
  }

  @Override
  public void persist(SwarmEffect.Persist effect) {
    effect.chunks().forEach(chunk -> assertThat(stored.get(chunk)).isTrue());
  }

  @Override
  public void penalise(SwarmEffect.Penalise effect) {
    failures.merge(effect.why(), 1, Integer::sum);
  }

  @Override
  public void lied(SwarmEffect.Lied effect) {
    liars.add(providers.get(effect.peer()).name);
  }

  @Override
  public void needPeers(SwarmEffect.NeedPeers effect) {
    needPeers++;
  }

  @Override
  public void progress(SwarmEffect.Progress effect) {
    assertThat(effect.storedBytes()).isLessThanOrEqualTo(effect.totalBytes());
  }

  @Override
  public void completed() {
    ended(new SwarmEffect.Completed());
    assertThat(stored.cardinality()).isEqualTo((int) layout.chunkCount());
  }

  @Override
  public void failed(SwarmEffect.Failed effect) {
    ended(effect);
  }

  @Override
  public void cancelled() {
    ended(new SwarmEffect.Cancelled());
  }

  private void ended(SwarmEffect effect) {
    end = effect;
    endedNanos = world.nanos();
    assertThat(fetches).as("nothing is left").isEmpty();
    assertThat(budget.usedBytes()).isZero();
  }

  boolean isDone() {
    return end != null;
  }

  double seconds() {
    return (endedNanos - startedNanos) / 1e9;
  }

  double bytesPerSecond() {
    return layout.fileBytes() / seconds();
  }

  /** How much of the time the last hundredth of all chunks took. */
  double tail() {
    long from = storedAtNanos.get(storedAtNanos.size() * 99 / 100 - 1);
    return (endedNanos - from) / (double) (endedNanos - startedNanos);
  }
}
