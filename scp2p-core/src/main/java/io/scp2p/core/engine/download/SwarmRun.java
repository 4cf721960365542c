package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.content.ChunkHashes;
import io.scp2p.core.content.HashPageLayout;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.AskTicket;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.keys.StoreErrors;
import io.scp2p.core.protocol.transfer.AskFailure;
import io.scp2p.core.protocol.transfer.Holdings;
import io.scp2p.core.protocol.transfer.SwarmEffect;
import io.scp2p.core.protocol.transfer.SwarmInput;
import io.scp2p.core.protocol.transfer.SwarmMachine;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.message.ChunkHashList;
import io.scp2p.core.wire.message.GetChunk;
import io.scp2p.core.wire.message.GetChunkHashes;
import io.scp2p.core.wire.message.GetHashPage;
import io.scp2p.core.wire.message.GetHoldings;
import io.scp2p.core.wire.message.HashPage;
import io.scp2p.core.wire.message.HeldParts;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One content on its way: performs what its {@link SwarmMachine} decides. Lives on the loop. The
 * memory of chunks that have arrived is bounded by the budget that all machines share.
 */
final class SwarmRun implements SwarmEffect.Handler {
  /** What a hash may take in a list: the form of a reference node (section 12.6). */
  private static final int HASH_BYTES_AT_MOST = 64;

  private final Loop loop;
  private final Offload offload;
  private final Providers providers;
  private final ArrivingContent content;
  private final Destination destination;
  private final SwarmListener listener;
  private final SwarmMachine machine;
  private final Alarm alarm;
  private final Map<Long, OpenAsk> asks = new HashMap<>();
  private final Map<Long, ChunkData> arrived = new HashMap<>();
  private final Queue<SwarmInput> inputs = new ArrayDeque<>();
  private boolean performing;
  private boolean over;

  /** A question about a chunk: to whom, and how to take it back. */
  private record OpenAsk(NodeKey peer, AskTicket ticket) {}

  SwarmRun(
      Loop loop,
      Offload offload,
      Providers providers,
      ArrivingContent content,
      Destination destination,
      SwarmMachine machine,
      SwarmListener listener) {
    this.loop = loop;
    this.offload = offload;
    this.providers = providers;
    this.content = content;
    this.destination = destination;
    this.machine = machine;
    this.listener = listener;
    this.alarm = new Alarm(loop, this::timeout);
  }

  /**
   * Begins.
   *
   * @param stored the chunks that are there already
   * @param hashPages the pages of hashes that the destination has
   */
  void start(BitSet stored, BitSet hashPages) {
    step(new SwarmInput.Started(stored, hashPages));
    if (!over) {
      providers.add(this);
    }
  }

  /** Stops; {@link SwarmListener#stopped} follows, unless it has ended before. */
  void stop() {
    step(new SwarmInput.Cancel());
  }

  /** Which content. */
  ArrivingContent content() {
    return content;
  }

  /** Whether it would ask for more if there were room. */
  boolean isHungry() {
    return !over && machine.isHungry();
  }

  /** A search for peers has ended; whoever it brought was announced before. */
  void peersSought(boolean anybodyNew) {
    if (!anybodyNew) {
      step(new SwarmInput.NoMorePeers());
    }
  }

  /** From {@link Providers}, or a reader. */
  void step(SwarmInput input) {
    if (over) {
      return;
    }
    inputs.add(input);
    if (performing) {
      return;
    }
    for (SwarmInput next = inputs.poll(); next != null; next = inputs.poll()) {
      SwarmInput current = next;
      perform(() -> machine.accept(loop.time().nanos(), current).forEach(this::perform));
    }
    setAlarm();
  }

  private void perform(SwarmEffect effect) {
    effect.dispatch(this);
  }

  private void perform(Runnable effects) {
    performing = true;
    try {
      effects.run();
    } finally {
      performing = false;
    }
  }

  private void timeout() {
    if (over) {
      return;
    }
    perform(() -> machine.onTimeout(loop.time().nanos()).forEach(this::perform));
    if (inputs.isEmpty()) {
      setAlarm();
    } else {
      step(inputs.remove());
    }
  }

  private void setAlarm() {
    alarm.set(over ? OptionalLong.empty() : machine.deadlineNanos());
  }

  // What the machine wants.

  @Override
  public void askHashes(SwarmEffect.AskHashes effect) {
    HashPageLayout pages = content.hashPages();
    int page = effect.page();
    Request request =
        pages.isPaged()
            ? new GetHashPage(content.contentId(), page)
            : new GetChunkHashes(content.contentId());
    providers.ask(
        effect.peer(),
        request,
        Math.min(WireLimits.PAYLOAD_BYTES, HASH_BYTES_AT_MOST * pages.count(page)),
        new Answer(
            response -> hashes(effect, response),
            why -> step(new SwarmInput.HashesFailed(effect.peer(), page, why))));
  }

  private void hashes(SwarmEffect.AskHashes asked, Response answer) {
    after(
        offload.call(() -> keep(asked.page(), answer)),
        good ->
            step(
                good
                    ? new SwarmInput.HashesArrived(asked.peer(), asked.page())
                    : new SwarmInput.HashesWrong(asked.peer(), asked.page())),
        this::fail);
  }

  private boolean keep(int page, Response answer) throws StoreException {
    if (answer instanceof HashPage proved) {
      boolean good = content.vouchesFor(page, proved);
      if (good) {
        destination.putPage(page, proved);
      }
      return good;
    }
    Optional<ChunkHashes> good = content.verified((ChunkHashList) answer);
    if (good.isPresent()) {
      destination.putHashes(good.get());
    }
    return good.isPresent();
  }

  @Override
  public void askHoldings(SwarmEffect.AskHoldings effect) {
    providers.ask(
        effect.peer(),
        new GetHoldings(content.contentId()),
        HeldParts.MAX_BYTES,
        new Answer(
            response ->
                step(new SwarmInput.PeerHolds(effect.peer(), holdings((HeldParts) response))),
            why -> {
              if (why == AskFailure.NOT_FOUND) {
                step(new SwarmInput.PeerLacks(effect.peer()));
              } // Else it is asked again before long.
            }));
  }

  private Holdings holdings(HeldParts answer) {
    int chunks = Math.toIntExact(content.chunks());
    Bytes parts = answer.parts();
    BitSet held = new BitSet();
    if (parts == null) {
      held.set(0, Holdings.partCount(chunks));
    } else {
      held = BitSet.valueOf(parts.buffer());
    }
    return Holdings.ofParts(chunks, held);
  }

  @Override
  public void askChunk(SwarmEffect.AskChunk effect) {
    long ask = effect.ask();
    Optional<NodeKey> peer = providers.key(effect.peer());
    if (peer.isEmpty()) {
      step(new SwarmInput.ChunkFailed(ask, AskFailure.ENDED));
      return;
    }
    AskTicket ticket =
        providers.ask(
            effect.peer(),
            new GetChunk(content.contentId(), effect.chunk()),
            effect.bytes(),
            new Answer(
                response -> chunk(effect, (ChunkData) response),
                why -> {
                  if (asks.remove(ask) != null) {
                    step(new SwarmInput.ChunkFailed(ask, why));
                  }
                }));
    asks.put(ask, new OpenAsk(peer.get(), ticket));
  }

  private void chunk(SwarmEffect.AskChunk asked, ChunkData answer) {
    if (!asks.containsKey(asked.ask())) {
      return;
    }
    boolean about =
        answer.contentId().equals(content.contentId()) && answer.chunkIndex() == asked.chunk();
    if (!about) {
      asks.remove(asked.ask());
      step(new SwarmInput.ChunkFailed(asked.ask(), AskFailure.REFUSED));
      return;
    }
    arrived.put(asked.ask(), answer);
    step(new SwarmInput.ChunkArrived(asked.ask(), answer.data().size()));
  }

  @Override
  public void cancelChunk(SwarmEffect.CancelChunk effect) {
    OpenAsk open = asks.remove(effect.ask());
    if (open != null) {
      open.ticket().cancel();
    }
  }

  @Override
  public void store(SwarmEffect.Store effect) {
    long ask = effect.ask();
    ChunkData chunk = arrived.remove(ask);
    OpenAsk open = asks.remove(ask);
    if (chunk == null || open == null) {
      throw new IllegalStateException("ask " + ask + " has not arrived");
    }
    Bytes data = chunk.data();
    after(
        offload.call(() -> destination.accept(effect.chunk(), data)),
        good -> {
          if (good) {
            listener.stored(open.peer(), effect.chunk(), data.size());
          }
          step(good ? new SwarmInput.ChunkStored(ask) : new SwarmInput.ChunkCorrupt(ask));
          providers.roomChanged();
        },
        failure -> step(new SwarmInput.StoreFailed(ask, StoreErrors.codeOf(failure))));
  }

  @Override
  public void drop(SwarmEffect.Drop effect) {
    arrived.remove(effect.ask());
    asks.remove(effect.ask());
  }

  @Override
  public void persist(SwarmEffect.Persist effect) {
    // The destination has noted each chunk as it was written.
  }

  @Override
  public void penalise(SwarmEffect.Penalise effect) {
    // Kept in the book that all machines share.
  }

  @Override
  public void lied(SwarmEffect.Lied effect) {
    ErrorCode what =
        effect.chunk().isPresent() ? ErrorCode.CHUNK_MISMATCH : ErrorCode.CHUNK_LIST_MISMATCH;
    providers.key(effect.peer()).filter(providers::lied).ifPresent(key -> listener.lied(key, what));
  }

  @Override
  public void needPeers(SwarmEffect.NeedPeers effect) {
    listener.peersNeeded(effect.round());
  }

  @Override
  public void progress(SwarmEffect.Progress effect) {
    // Counted chunk by chunk, with the peer that sent it.
  }

  @Override
  public void completed() {
    end();
    listener.completed();
  }

  @Override
  public void failed(SwarmEffect.Failed effect) {
    end();
    listener.failed(effect.why());
  }

  @Override
  public void cancelled() {
    end();
    listener.stopped();
  }

  private void end() {
    over = true;
    inputs.clear();
    alarm.set(OptionalLong.empty());
    providers.remove(this);
    List<OpenAsk> open = List.copyOf(asks.values());
    asks.clear(); // A cancelled question comes back here at once.
    open.forEach(ask -> ask.ticket().cancel());
    arrived.clear();
  }

  /** The disk failed where no chunk is to blame. */
  private void fail(Throwable failure) {
    if (!over) {
      ErrorCode why = StoreErrors.codeOf(failure);
      end();
      listener.failed(why);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private static <T> void after(
      CompletableFuture<T> work, Consumer<T> done, Consumer<Throwable> failed) {
    work.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            done.accept(value);
          } else {
            failed.accept(failure);
          }
        });
  }

  /** Turns what the network says into what the machine understands. */
  private record Answer(Consumer<Response> good, Consumer<AskFailure> bad) implements AskOutcome {
    @Override
    public void answered(Response response) {
      good.accept(response);
    }

    @Override
    public void failed(io.scp2p.core.engine.AskFailure why) {
      bad.accept(Providers.translated(why));
    }
  }
}
