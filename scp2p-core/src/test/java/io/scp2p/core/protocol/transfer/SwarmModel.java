package io.scp2p.core.protocol.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.content.ChunkLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Feeds one swarm by hand, and checks after each step what must always be so. */
final class SwarmModel {
  static final int CHUNK = ChunkLayout.CHUNK_BYTES;

  final ChunkLayout layout;
  final PeerBook book;
  final TransferBudget budget;
  final SwarmMachine machine;
  final BitSet stored = new BitSet();

  /** Asked for and not answered, cancelled or arrived. */
  final Map<Long, SwarmEffect.AskChunk> asked = new LinkedHashMap<>();

  /** Arrived, and neither to be stored nor dropped yet. */
  final Map<Long, SwarmEffect.AskChunk> arrived = new LinkedHashMap<>();

  final Map<Long, SwarmEffect.AskChunk> storing = new LinkedHashMap<>();
  final Map<Integer, PeerRef> pages = new LinkedHashMap<>();
  final Set<PeerRef> peers = new LinkedHashSet<>();
  final Map<PeerRef, Integer> limits = new HashMap<>();
  final List<SwarmEffect> log = new ArrayList<>();
  @Nullable SwarmEffect end;
  long nowNanos = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();
  private long nextPeer = 1;
  private long lastProgress;

  SwarmModel(long fileBytes, long budgetBytes, SwarmRules rules, long seed) {
    this(fileBytes, budgetBytes, rules, seed, new PeerBook(new SplittableRandom(seed)));
  }

  /** Asks the peers of another swarm, too. */
  SwarmModel(long fileBytes, long budgetBytes, SwarmRules rules, long seed, PeerBook book) {
    this.layout = new ChunkLayout(fileBytes);
    this.budget = new TransferBudget(budgetBytes);
    this.book = book;
    this.machine = new SwarmMachine(layout, book, budget, rules, new SplittableRandom(seed + 1));
  }

  static SwarmModel ofChunks(int chunks) {
    return new SwarmModel((long) chunks * CHUNK, 1L << 30, SwarmRules.PATIENT, 1);
  }

  SwarmModel started() {
    tell(SwarmInput.Started.afresh());
    return this;
  }

  PeerRef peer(PeerTraits traits) {
    PeerRef peer = new PeerRef(nextPeer++);
    assertThat(book.add(peer, traits, 0)).isTrue();
    peers.add(peer);
    limits.put(peer, traits.maxInFlight());
    tell(new SwarmInput.PeerAvailable(peer));
    return peer;
  }

  PeerRef peer() {
    return peer(PeerTraits.extended(32, Duration.ofMillis(20).toNanos()));
  }

  /** A peer that another swarm of the same node has already. */
  void shares(PeerRef peer, int maxInFlight) {
    peers.add(peer);
    limits.put(peer, maxInFlight);
    tell(new SwarmInput.PeerAvailable(peer));
  }

  void gone(PeerRef peer) {
    peers.remove(peer);
    asked.values().removeIf(ask -> ask.peer().equals(peer));
    pages.values().removeIf(peer::equals);
    tell(new SwarmInput.PeerGone(peer));
    book.remove(peer);
  }

  List<SwarmEffect> tell(SwarmInput input) {
    return check(machine.accept(nowNanos, input));
  }

  void pass(Duration time) {
    nowNanos += time.toNanos();
    check(machine.onTimeout(nowNanos));
  }

  /** Goes to the next deadline; false if there is none. */
  boolean wake() {
    OptionalLong due = machine.deadlineNanos();
    if (due.isEmpty()) {
      return false;
    }
    nowNanos += Math.max(0, due.getAsLong() - nowNanos);
    check(machine.onTimeout(nowNanos));
    return true;
  }

  void arrive(long ask) {
    SwarmEffect.AskChunk chunk = asked.remove(ask);
    if (chunk == null) {
      throw new IllegalArgumentException("not asked: " + ask);
    }
    arrived.put(ask, chunk);
    tell(new SwarmInput.ChunkArrived(ask, chunk.bytes()));
  }

  void fail(long ask, AskFailure why) {
    asked.remove(ask);
    tell(new SwarmInput.ChunkFailed(ask, why));
  }

  void storedWell(long ask) {
    SwarmEffect.AskChunk chunk = storing.remove(ask);
    if (chunk == null) {
      throw new IllegalArgumentException("not being stored: " + ask);
    }
    assertThat(stored.get(chunk.chunk())).as("chunk %s twice", chunk.chunk()).isFalse();
    stored.set(chunk.chunk());
    tell(new SwarmInput.ChunkStored(ask));
  }

  void corrupt(long ask) {
    storing.remove(ask);
    tell(new SwarmInput.ChunkCorrupt(ask));
  }

  void hashes() {
    for (Map.Entry<Integer, PeerRef> page : List.copyOf(pages.entrySet())) {
      pages.remove(page.getKey());
      tell(new SwarmInput.HashesArrived(page.getValue(), page.getKey()));
    }
  }

  /** Answers everything as it should be, one step. */
  void answerOne() {
    hashes();
    if (!storing.isEmpty()) {
      storedWell(storing.keySet().iterator().next());
    } else if (!asked.isEmpty()) {
      nowNanos += Duration.ofMillis(10).toNanos();
      arrive(asked.keySet().iterator().next());
    } else {
      wake();
    }
  }

  void answerAll() {
    for (int step = 0; end == null; step++) {
      assertThat(step).as("steps without an end").isLessThan(20_000);
      answerOne();
    }
  }

  private List<SwarmEffect> check(List<SwarmEffect> effects) {
    for (SwarmEffect effect : effects) {
      assertThat(end == null || effect instanceof SwarmEffect.Drop).as("after the end").isTrue();
      log.add(effect);
      if (effect instanceof SwarmEffect.AskChunk ask) {
        ask(ask);
      } else if (effect instanceof SwarmEffect.CancelChunk cancel) {
        assertThat(asked.remove(cancel.ask())).as("cancel of an open ask").isNotNull();
      } else if (effect instanceof SwarmEffect.Store store) {
        SwarmEffect.AskChunk chunk = arrived.remove(store.ask());
        assertThat(chunk).as("store of what arrived").isNotNull();
        assertThat(stored.get(store.chunk())).isFalse();
        assertThat(storing.values()).noneMatch(other -> other.chunk() == store.chunk());
        storing.put(store.ask(), chunk);
      } else if (effect instanceof SwarmEffect.Drop drop) {
        arrived.remove(drop.ask());
      } else if (effect instanceof SwarmEffect.AskHashes hashes) {
        pages.put(hashes.page(), hashes.peer()); // In place of one that was late.
      } else if (effect instanceof SwarmEffect.Progress progress) {
        assertThat(progress.storedBytes()).isGreaterThanOrEqualTo(lastProgress);
        lastProgress = progress.storedBytes();
      } else if (isEnd(effect)) {
        end = effect;
        assertNothingIsOpen();
      }
    }
    long bytes = bytes(asked) + bytes(arrived) + bytes(storing);
    assertThat(budget.usedBytes()).isEqualTo(bytes);
    assertThat(bytes).isLessThanOrEqualTo(Math.max(CHUNK, budget.limitBytes()));
    if (pages.size() > HashFetch.MAX_WANTED) {
      throw new AssertionError("too many pages: " + pages);
    }
    return effects;
  }

  private void ask(SwarmEffect.AskChunk ask) {
    assertThat(peers).contains(ask.peer());
    assertThat(stored.get(ask.chunk())).as("asks for what is stored").isFalse();
    assertThat(ask.bytes()).isEqualTo(layout.span(ask.chunk()).length());
    assertThat(asked.put(ask.ask(), ask)).isNull();
    long open = asked.values().stream().filter(a -> a.peer().equals(ask.peer())).count();
    assertThat(open).isLessThanOrEqualTo(limits.get(ask.peer()));
  }

  private void assertNothingIsOpen() {
    assertThat(asked).isEmpty();
    assertThat(arrived).isEmpty();
    assertThat(storing).isEmpty();
    assertThat(budget.usedBytes()).isZero();
  }

  private static long bytes(Map<Long, SwarmEffect.AskChunk> asks) {
    return asks.values().stream().mapToLong(SwarmEffect.AskChunk::bytes).sum();
  }

  private static boolean isEnd(SwarmEffect effect) {
    return effect instanceof SwarmEffect.Completed
        || effect instanceof SwarmEffect.Failed
        || effect instanceof SwarmEffect.Cancelled;
  }

  <T extends SwarmEffect> List<T> logged(Class<T> type) {
    return log.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
