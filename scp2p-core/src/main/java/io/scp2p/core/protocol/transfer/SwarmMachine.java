package io.scp2p.core.protocol.transfer;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.Nanos;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one content from as many providers as have it (section 12).
 *
 * <p>Each provider is kept busy with as much as fills the way to it ({@link PeerState}); which
 * chunk it is asked for, {@link ChunkPicker} says; what is late at the end is asked for twice
 * ({@link Hedge}). A chunk that fails goes back to those that are wanted, so it is asked for until
 * somebody delivers it. Who delivers something wrong is named and not asked again.
 *
 * <p>Memory: two bits for each chunk, what is in flight, and at most 8 KiB for each peer that is
 * downloading itself.
 */
public final class SwarmMachine implements Machine<SwarmInput, SwarmEffect> {
  /** Larger contents cannot be fetched: 256 TiB. */
  public static final int MAX_CHUNKS = 1 << 30;

  /** Providers of one content; more do not make it faster. */
  public static final int MAX_PEERS = 128;

  private final int chunkCount;
  private final PeerBook book;
  private final HashPages pages;
  private final HashFetch hashes;
  private final SwarmAsks asks;
  private final SwarmRules rules;
  private final Standstill stall;
  private final ChunkPicker picker;
  private final Hedge hedge;
  private final Asking asking;
  private final StoredChunks stored;
  private final Map<PeerRef, SwarmPeer> peers = new LinkedHashMap<>();
  private final Set<PeerRef> liars = new HashSet<>();
  private final ProviderSearch search;
  private final Inputs inputs = new Inputs();

  private State state = State.NEW;
  private @Nullable SwarmEffect ending;
  private OptionalLong wakeNanos = OptionalLong.empty();

  /** Of the step that is running. */
  private long nowNanos;

  private List<SwarmEffect> effects = new ArrayList<>();

  private enum State {
    NEW,
    RUNNING,
    ENDING,
    OVER
  }

  /**
   * A swarm that has not begun.
   *
   * @param layout how the content is cut; one with more than {@link #MAX_CHUNKS} is refused
   * @param random for jitter, and for where to begin
   */
  public SwarmMachine(
      ChunkLayout layout,
      PeerBook book,
      TransferBudget budget,
      SwarmRules rules,
      RandomGenerator random) {
    if (layout.chunkCount() > MAX_CHUNKS) {
      throw new IllegalArgumentException(layout + " has more than " + MAX_CHUNKS + " chunks");
    }
    this.chunkCount = (int) layout.chunkCount();
    this.book = book;
    this.search = new ProviderSearch(rules, random);
    this.pages = new HashPages(chunkCount);
    this.hashes = new HashFetch(pages);
    this.asks = new SwarmAsks(budget);
    this.rules = rules;
    this.stall = new Standstill(rules.stall().toNanos());
    this.picker = new ChunkPicker(chunkCount, rules.onlyForReaders(), random);
    this.hedge = new Hedge(chunkCount, picker, asks);
    this.stored = new StoredChunks(layout, !rules.onlyForReaders());
    this.asking = new Asking(layout, budget, pages, hashes, asks, picker, hedge, peers.values());
  }

  @Override
  public List<SwarmEffect> accept(long now, SwarmInput input) {
    begin(now);
    if (state != State.OVER || input instanceof SwarmInput.ChunkArrived) {
      input.dispatch(inputs);
    }
    return finish();
  }

  @Override
  public List<SwarmEffect> onTimeout(long now) {
    begin(now);
    OptionalLong due = deadlineNanos();
    if (due.isPresent() && Nanos.isDue(due.getAsLong(), now)) {
      expire();
      return finish();
    }
    return effects;
  }

  @Override
  public OptionalLong deadlineNanos() {
    if (state == State.OVER) {
      return OptionalLong.empty();
    }
    OptionalLong due = Nanos.earlier(asks.deadlineNanos(), hashes.deadlineNanos());
    due = Nanos.earlier(due, stored.persistDueNanos());
    due = Nanos.earlier(due, stall.dueNanos());
    return Nanos.earlier(due, wakeNanos);
  }

  /** Whether it would ask for more if the budget or its peers had room. */
  public boolean isHungry() {
    return state == State.RUNNING && !picker.isExhausted();
  }

  /** What is stored by now, to tell others. */
  public Holdings holdings() {
    return Holdings.ofChunks(chunkCount, stored.bits());
  }

  /** Chunks asked for a second time because the first ask was late. */
  public int duplicates() {
    return hedge.duplicates();
  }

  private void begin(long now) {
    nowNanos = now;
    effects = new ArrayList<>();
  }

  private List<SwarmEffect> finish() {
    if (state == State.RUNNING) {
      fill();
    }
    settle();
    return effects;
  }

  /** Ends it when the last chunk is no longer being stored. */
  private void settle() {
    boolean done = stored.isComplete() && state != State.NEW && !rules.onlyForReaders();
    if (done && state == State.RUNNING) {
      end(new SwarmEffect.Completed());
    }
    SwarmEffect last = ending;
    if (asks.isEmpty() && state == State.ENDING && last != null) {
      stored.persist(effects);
      state = State.OVER;
      effects.add(last);
    }
  }

  private void end(SwarmEffect last) {
    if (state != State.ENDING && state != State.OVER) {
      state = State.ENDING;
      ending = last;
      release();
    }
  }

  /** Lets go of everything but what is being stored. */
  private void release() {
    asks.all().forEach(this::letGo);
    hashes.stop();
    wakeNanos = OptionalLong.empty();
    stall.moved();
    search.rest();
  }

  private void letGo(Ask ask) {
    if (ask.phase == Ask.Phase.IN_FLIGHT) {
      effects.add(new SwarmEffect.CancelChunk(ask.id));
      ended(ask);
    } else if (ask.phase == Ask.Phase.HELD) {
      effects.add(new SwarmEffect.Drop(ask.id));
      ended(ask);
    }
  }

  /** An ask is over and its chunk not stored by it. */
  private void ended(Ask ask) {
    if (asks.end(ask) && !stored.has(ask.chunk)) {
      picker.giveBack(ask.chunk);
    }
  }

  private void expire() {
    for (Ask ask = asks.pollOverdue(nowNanos); ask != null; ask = asks.pollOverdue(nowNanos)) {
      letGo(ask);
      blame(ask.peer, AskFailure.TIMED_OUT);
    }
    for (SwarmPeer peer = hashes.pollOverdue(nowNanos);
        peer != null;
        peer = hashes.pollOverdue(nowNanos)) {
      blame(peer, AskFailure.TIMED_OUT);
    }
    OptionalLong persistDue = stored.persistDueNanos();
    if (persistDue.isPresent() && Nanos.isDue(persistDue.getAsLong(), nowNanos)) {
      stored.persist(effects);
    }
    if (stall.isDue(nowNanos)) {
      giveUp();
    }
  }

  private void giveUp() {
    end(new SwarmEffect.Failed(peers.isEmpty() ? ErrorCode.NO_PROVIDER : ErrorCode.STALLED));
  }

  private void blame(SwarmPeer peer, AskFailure why) {
    peer.state.failed(nowNanos, why);
    if (why.isFault()) {
      effects.add(new SwarmEffect.Penalise(peer.ref(), why));
    }
  }

  private void lied(SwarmPeer peer, OptionalInt chunk) {
    peer.state.lied();
    effects.add(new SwarmEffect.Lied(peer.ref(), chunk));
    liars.add(peer.ref());
    forget(peer);
    for (Ask ask : asks.all()) {
      if (ask.peer == peer) {
        letGo(ask);
      }
    }
  }

  private void forget(SwarmPeer peer) {
    if (peers.remove(peer.ref()) != null) {
      hashes.gone(peer.ref());
      picker.gone(peer);
    }
  }

  private void fill() {
    wakeNanos = asking.fill(nowNanos, effects);
    if (asking.isCapped()) {
      stall.moved();
    }
    stall.wanted(nowNanos, !picker.isExhausted() || !asks.isEmpty());
    search();
  }

  /** When nothing is under way and nobody has what is missing, somebody else must be found. */
  private void search() {
    boolean waiting = asks.size() > asks.heldCount() || hashes.isWaiting();
    boolean complete = picker.isExhausted() && asks.heldCount() == 0;
    if (waiting || complete || asking.isAnybodyUseful()) {
      search.rest();
    } else {
      wakeNanos = Nanos.earlier(wakeNanos, search.need(nowNanos, effects));
    }
  }

  /** What each input does. */
  private final class Inputs implements SwarmInput.Handler {
    @Override
    public void started(SwarmInput.Started input) {
      if (state != State.NEW) {
        return;
      }
      state = State.RUNNING;
      stored.restore(input.stored());
      pages.addAll(input.hashPages());
      picker.start(stored.bits());
      stored.report(effects);
    }

    @Override
    public void peerAvailable(SwarmInput.PeerAvailable input) {
      SwarmPeer known = peers.get(input.peer());
      if (known != null) {
        known.renew();
        return;
      }
      PeerState peer = book.state(input.peer());
      if (peer == null || liars.contains(input.peer()) || peers.size() >= rules.maxPeers()) {
        return;
      }
      SwarmPeer added = new SwarmPeer(peer);
      if (peer.traits.tellsHoldings() && chunkCount > 1) {
        added.holdingsDueNanos = OptionalLong.of(nowNanos);
      }
      peers.put(input.peer(), added);
    }

    @Override
    public void peerGone(SwarmInput.PeerGone input) {
      SwarmPeer peer = peers.get(input.peer());
      liars.remove(input.peer());
      if (peer == null) {
        return;
      }
      forget(peer);
      for (Ask ask : asks.all()) {
        if (ask.peer == peer && ask.phase == Ask.Phase.IN_FLIGHT) {
          ended(ask);
        }
      }
    }

    @Override
    public void noMorePeers() {
      if (state == State.RUNNING && search.cameEmpty()) {
        giveUp();
      }
    }

    @Override
    public void hashesArrived(SwarmInput.HashesArrived input) {
      if (input.page() < 0 || input.page() >= pages.count()) {
        return;
      }
      hashes.arrived(input.page());
      for (Ask ask : asks.all()) {
        if (ask.phase == Ask.Phase.HELD && pages.pageOf(ask.chunk) == input.page()) {
          store(ask);
        }
      }
    }

    private void store(Ask ask) {
      asks.storing(ask);
      effects.add(new SwarmEffect.Store(ask.id, ask.chunk));
    }

    @Override
    public void hashesWrong(SwarmInput.HashesWrong input) {
      SwarmPeer peer = peers.get(input.peer());
      if (hashes.failed(input.peer(), input.page()) && peer != null) {
        lied(peer, OptionalInt.empty());
      }
    }

    @Override
    public void hashesFailed(SwarmInput.HashesFailed input) {
      SwarmPeer peer = peers.get(input.peer());
      if (hashes.failed(input.peer(), input.page()) && peer != null) {
        if (input.why() == AskFailure.NOT_FOUND) {
          picker.missed(nowNanos, peer, pages.firstChunk(input.page()));
        }
        blame(peer, input.why());
      }
    }

    @Override
    public void peerHolds(SwarmInput.PeerHolds input) {
      SwarmPeer peer = peers.get(input.peer());
      if (peer == null || input.holdings().chunkCount() != chunkCount) {
        return;
      }
      picker.told(peer, input.holdings());
      asking.redundant(peer).forEach(SwarmMachine.this::letGo);
    }

    @Override
    public void chunkArrived(SwarmInput.ChunkArrived input) {
      Ask ask = asks.get(input.ask());
      if (ask == null || ask.phase != Ask.Phase.IN_FLIGHT) {
        effects.add(new SwarmEffect.Drop(input.ask()));
        return;
      }
      asks.arrived(nowNanos, ask);
      if (input.bytes() != ask.bytes) {
        letGo(ask);
        lied(ask.peer, OptionalInt.of(ask.chunk));
        return;
      }
      for (Ask other : List.copyOf(asks.of(ask.chunk))) {
        if (other != ask) {
          letGo(other);
        }
      }
      if (pages.isKnown(pages.pageOf(ask.chunk))) {
        store(ask);
      }
    }

    @Override
    public void chunkFailed(SwarmInput.ChunkFailed input) {
      Ask ask = asks.get(input.ask());
      if (ask == null || ask.phase != Ask.Phase.IN_FLIGHT) {
        return;
      }
      ended(ask);
      if (input.why() == AskFailure.NOT_FOUND) {
        picker.missed(nowNanos, ask.peer, ask.chunk);
      }
      blame(ask.peer, input.why());
    }

    @Override
    public void chunkStored(SwarmInput.ChunkStored input) {
      Ask ask = asks.get(input.ask());
      if (ask == null || ask.phase != Ask.Phase.STORING) {
        return;
      }
      stored.add(nowNanos, ask, effects);
      stall.moved();
      asks.end(ask);
      ask.peer.state.good();
      ask.peer.good();
      search.reset();
    }

    @Override
    public void chunkCorrupt(SwarmInput.ChunkCorrupt input) {
      Ask ask = asks.get(input.ask());
      if (ask != null && ask.phase == Ask.Phase.STORING) {
        ended(ask);
        lied(ask.peer, OptionalInt.of(ask.chunk));
      }
    }

    @Override
    public void storeFailed(SwarmInput.StoreFailed input) {
      Ask ask = asks.get(input.ask());
      if (ask != null && ask.phase == Ask.Phase.STORING) {
        ended(ask);
        end(new SwarmEffect.Failed(input.why()));
      }
    }

    @Override
    public void readerNeeds(SwarmInput.ReaderNeeds input) {
      if (input.firstChunk() >= 0 && input.chunks() > 0) {
        picker.window(input.reader(), input.firstChunk(), input.chunks());
      }
    }

    @Override
    public void forgotten(SwarmInput.Forgotten input) {
      if (rules.onlyForReaders() && stored.remove(input.chunk())) {
        picker.giveBack(input.chunk());
      }
    }

    @Override
    public void readerGone(SwarmInput.ReaderGone input) {
      picker.noWindow(input.reader());
    }

    @Override
    public void cancel() {
      end(new SwarmEffect.Cancelled());
    }

    @Override
    public void capacityChanged() {
      // Filling is what follows every input.
    }

    @Override
    public void rateCap(SwarmInput.RateCap input) {
      asking.cap(nowNanos, input.bytesPerSecond());
    }
  }
}
