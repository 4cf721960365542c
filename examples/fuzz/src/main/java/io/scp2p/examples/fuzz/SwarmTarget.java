package io.scp2p.examples.fuzz;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.protocol.transfer.AskFailure;
import io.scp2p.core.protocol.transfer.Holdings;
import io.scp2p.core.protocol.transfer.PeerBook;
import io.scp2p.core.protocol.transfer.PeerRef;
import io.scp2p.core.protocol.transfer.PeerTraits;
import io.scp2p.core.protocol.transfer.SwarmEffect;
import io.scp2p.core.protocol.transfer.SwarmInput;
import io.scp2p.core.protocol.transfer.SwarmMachine;
import io.scp2p.core.protocol.transfer.SwarmRules;
import io.scp2p.core.protocol.transfer.TransferBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One content from many providers: they come and go, answer late, twice, with something else, and
 * lie about what they hold. What only the engine says (a chunk has the right hash, it is written)
 * is said truly.
 */
final class SwarmTarget {
  private static final int STEPS = 1_024;
  private static final int MAX_HERE = 24;
  private static final long BUDGET_BYTES = 4L << 20;
  private static final int[] CHUNKS = {1, 2, 7, 300, 1_500, 70_000};

  private final Input in;
  private final ChunkLayout layout;
  private final int chunks;
  private final boolean readers;
  private final PeerBook book = new PeerBook(new Random(1));
  private final TransferBudget budget = new TransferBudget(BUDGET_BYTES);
  private final SwarmMachine swarm;
  private final Drive<SwarmInput, SwarmEffect> drive;

  private final List<PeerRef> here = new ArrayList<>();
  private final Set<PeerRef> liars = new HashSet<>();
  private final List<SwarmEffect.AskHashes> pages = new ArrayList<>();
  private final Map<Long, SwarmEffect.AskChunk> flying = new LinkedHashMap<>();
  private final Map<Long, SwarmEffect.AskChunk> storing = new LinkedHashMap<>();

  /** In memory: arrived, and not yet dropped or given to the disk. */
  private final Set<Long> held = new HashSet<>();

  private final Map<Long, SwarmEffect.AskChunk> all = new LinkedHashMap<>();
  private final BitSet stored = new BitSet();
  private long lastPeer;
  private long progress;
  private boolean over;

  private SwarmTarget(Input in) {
    this.in = in;
    long start = Drive.start(in);
    int shape = in.u8();
    this.chunks = CHUNKS[shape % CHUNKS.length];
    this.layout = new ChunkLayout((long) (chunks - 1) * ChunkLayout.CHUNK_BYTES + 1 + in.u16());
    this.readers = (shape & 128) != 0;
    this.swarm = new SwarmMachine(layout, book, budget, rules(in.u8()), new Random(2));
    this.drive = new Drive<>(swarm, start, this::saw);
  }

  static FuzzTarget target() {
    return new FuzzTarget(
        "swarm",
        "a content from many providers, some of which lie",
        vectors -> seeds(),
        input -> new SwarmTarget(new Input(input)).run());
  }

  private SwarmRules rules(int choice) {
    SwarmRules rules = SwarmRules.PATIENT.peers(1 + (choice & 15));
    if ((choice & 16) != 0) {
      rules = rules.emptySearches(2);
    }
    if ((choice & 32) != 0) {
      rules = rules.stall(Duration.ofSeconds(30));
    }
    return readers ? rules.forReaders() : rules;
  }

  /**
   * A provider comes, the hashes, then every chunk; the same with two, with damage, with readers.
   */
  private static List<byte[]> seeds() {
    byte[] begin = {0, 0, 0, 0, 0};
    byte[] chunk = {4, 0, 0, 8, 0, 0};
    List<byte[]> seeds = new ArrayList<>();
    for (int shape : new int[] {0, 1, 2, 3, 128 + 3}) {
      List<Integer> steps = new ArrayList<>(List.of(shape, 1, 0, 31, 0, 30, 2, 0, 0));
      if (shape > 127) {
        steps.addAll(List.of(12, 1, 0, 0, 0, 0, 5, 2, 0, 0));
      }
      for (int i = 0; i < 12; i++) {
        for (byte each : chunk) {
          steps.add((int) each);
        }
      }
      byte[] seed = new byte[begin.length + steps.size()];
      for (int i = 0; i < steps.size(); i++) {
        seed[begin.length + i] = steps.get(i).byteValue();
      }
      seeds.add(seed);
    }
    seeds.add(
        new byte[] {
          0, 0, 0, 0, 0, 2, 1, 0, 63, 0, 0, 0, 0, 5, 0, 1, 2, 1, 9, 2, 0, 0, 4, 0, 1, 0, 5, 0, 2, 6,
          3, 1, 40, 15, -56, 4, 0, 0, 2, 8, 1, 1, 0, 9, 15, -56, 15, 120, 9, 15, 120
        });
    return seeds;
  }

  private boolean run() {
    drive.feed(SwarmInput.Started.afresh());
    for (int steps = 0; !in.isEmpty() && steps < STEPS; steps++) {
      step();
      Finding.unless(over || swarm.deadlineNanos().isPresent() || isWaiting(), "nobody goes on");
      long limit = Math.max(budget.limitBytes(), ChunkLayout.CHUNK_BYTES);
      Finding.unless(budget.usedBytes() <= limit, "more memory than there is");
    }
    boolean any = !stored.isEmpty();
    drive.feed(new SwarmInput.Cancel());
    for (long ask : List.copyOf(storing.keySet())) {
      written(ask);
    }
    Finding.unless(over && swarm.deadlineNanos().isEmpty(), "an end that is none");
    Finding.unless(budget.usedBytes() == 0, "the end keeps memory");
    return any;
  }

  /** It need not be woken while somebody will tell it something. */
  private boolean isWaiting() {
    return !flying.isEmpty() || !storing.isEmpty() || !held.isEmpty() || !here.isEmpty() || readers;
  }

  private void step() {
    switch (in.below(16)) {
      case 0 -> comes();
      case 1 -> goes();
      case 2 -> hashes();
      case 3 -> {
        PeerRef peer = peer();
        BitSet parts = BitSet.valueOf(in.take(in.u8()));
        int of = in.below(8) == 7 ? in.u16() : chunks;
        drive.feed(new SwarmInput.PeerHolds(peer, Holdings.ofParts(of, parts)));
      }
      case 4 -> arrives();
      case 5 -> {
        Long ask = pick(flying);
        AskFailure[] why = AskFailure.values();
        long number = ask == null || in.bool() ? in.u8() : ask;
        flying.remove(number);
        drive.feed(new SwarmInput.ChunkFailed(number, why[in.below(why.length)]));
      }
      case 6 -> drive.feed(new SwarmInput.PeerLacks(peer()));
      case 7 -> {
        if (in.u8() > 220) {
          drive.feed(new SwarmInput.Cancel());
        }
      }
      case 8 -> {
        Long ask = pick(storing);
        if (ask != null) {
          checked(ask);
        }
      }
      case 9 -> drive.feed(new SwarmInput.NoMorePeers());
      case 10 -> drive.feed(new SwarmInput.CapacityChanged());
      case 11 -> drive.feed(new SwarmInput.RateCap(in.bool() ? in.u32() : 0));
      case 12 ->
          drive.feed(
              new SwarmInput.ReaderNeeds(in.below(4), (int) in.u32() % (2 * chunks), in.u8()));
      case 13 -> drive.feed(new SwarmInput.ReaderGone(in.below(4)));
      case 14 -> forgets();
      default -> drive.pass(in);
    }
  }

  private void comes() {
    if (here.size() >= MAX_HERE) {
      return;
    }
    PeerRef peer = new PeerRef(++lastPeer);
    int choice = in.u8();
    PeerTraits traits =
        switch (choice % 3) {
          case 0 -> PeerTraits.extended(1 + choice % 32, choice * 1_000_000L);
          case 1 -> PeerTraits.v1(choice * 1_000_000L);
          default -> PeerTraits.v1Tunnel(0);
        };
    Finding.unless(book.add(peer, traits, choice - 100), "a book of a few is full");
    here.add(peer);
    drive.feed(new SwarmInput.PeerAvailable(peer));
  }

  private void goes() {
    if (here.isEmpty()) {
      return;
    }
    PeerRef peer = here.remove(in.u8() % here.size());
    flying.values().removeIf(ask -> ask.peer().equals(peer));
    drive.feed(new SwarmInput.PeerGone(peer));
    book.remove(peer);
  }

  private void hashes() {
    if (pages.isEmpty()) {
      return;
    }
    SwarmEffect.AskHashes ask = pages.remove(in.u8() % pages.size());
    AskFailure[] why = AskFailure.values();
    drive.feed(
        switch (in.below(4)) {
          case 1 -> new SwarmInput.HashesWrong(ask.peer(), ask.page());
          case 2 -> new SwarmInput.HashesFailed(ask.peer(), ask.page(), why[in.below(why.length)]);
          default -> new SwarmInput.HashesArrived(ask.peer(), ask.page());
        });
  }

  /** Of any size; also when nobody waits for it any more, and again. */
  private void arrives() {
    Long asked = pick(flying);
    int choice = in.u8();
    long number = asked == null || choice > 240 ? choice % 64 : asked;
    SwarmEffect.AskChunk ask = all.get(number);
    if (ask == null || storing.containsKey(number) || held.contains(number)) {
      return;
    }
    flying.remove(number);
    held.add(number);
    int bytes = choice > 128 && choice < 160 ? choice : ask.bytes();
    drive.feed(new SwarmInput.ChunkArrived(number, bytes));
  }

  private void checked(long ask) {
    switch (in.below(8)) {
      case 6 -> {
        storing.remove(ask);
        drive.feed(new SwarmInput.ChunkCorrupt(ask));
      }
      case 7 -> {
        storing.remove(ask);
        if (in.u8() > 200) {
          drive.feed(new SwarmInput.StoreFailed(ask, ErrorCode.DISK_FULL));
        } else {
          drive.feed(new SwarmInput.ChunkCorrupt(ask));
        }
      }
      default -> written(ask);
    }
  }

  private void written(long ask) {
    SwarmEffect.AskChunk chunk = storing.remove(ask);
    if (chunk != null) {
      stored.set(chunk.chunk());
      drive.feed(new SwarmInput.ChunkStored(ask));
    }
  }

  private void forgets() {
    int chunk = stored.nextSetBit(in.u8());
    if (readers && chunk >= 0) {
      stored.clear(chunk);
      drive.feed(new SwarmInput.Forgotten(chunk));
    } else if (readers) {
      drive.feed(new SwarmInput.HashesForgotten(in.u8()));
    }
  }

  /** One that is there, was there, or never was. */
  private PeerRef peer() {
    int choice = in.u8();
    return here.isEmpty() || choice > 200 ? new PeerRef(choice) : here.get(choice % here.size());
  }

  private @Nullable Long pick(Map<Long, ?> asks) {
    int choice = in.u8();
    return asks.isEmpty() ? null : List.copyOf(asks.keySet()).get(choice % asks.size());
  }

  private void saw(SwarmEffect effect) {
    if (effect instanceof SwarmEffect.Drop drop) {
      Finding.unless(held.remove(drop.ask()), "a chunk is dropped that is not there");
      return; // Also after the end.
    }
    Finding.unless(!over, "something follows the end");
    if (effect instanceof SwarmEffect.AskChunk ask) {
      asked(ask);
    } else if (effect instanceof SwarmEffect.AskHashes ask) {
      Finding.unless(here.contains(ask.peer()), "a peer that is not there is asked");
      pages.add(ask);
    } else if (effect instanceof SwarmEffect.AskHoldings ask) {
      Finding.unless(here.contains(ask.peer()), "a peer that is not there is asked");
    } else if (effect instanceof SwarmEffect.CancelChunk cancelled) {
      Finding.unless(flying.remove(cancelled.ask()) != null, "what is not asked is cancelled");
    } else if (effect instanceof SwarmEffect.Store store) {
      Finding.unless(held.remove(store.ask()), "a chunk is stored that is not there");
      SwarmEffect.AskChunk ask = all.get(store.ask());
      Finding.unless(ask != null && ask.chunk() == store.chunk(), "another chunk is stored");
      Finding.unless(
          storing.values().stream().noneMatch(each -> each.chunk() == store.chunk()),
          "one chunk is stored twice at a time");
      Finding.unless(!stored.get(store.chunk()), "a chunk is stored again");
      storing.put(store.ask(), ask);
    } else if (effect instanceof SwarmEffect.Persist persist) {
      persist.chunks().forEach(each -> Finding.unless(stored.get(each), "noted, and not there"));
    } else if (effect instanceof SwarmEffect.Progress now) {
      Finding.unless(now.storedBytes() >= progress, "progress goes back");
      Finding.unless(now.storedBytes() <= now.totalBytes(), "more than everything");
      progress = now.storedBytes();
    } else if (effect instanceof SwarmEffect.Lied lied) {
      liars.add(lied.peer());
    } else if (effect instanceof SwarmEffect.Completed
        || effect instanceof SwarmEffect.Failed
        || effect instanceof SwarmEffect.Cancelled) {
      Finding.unless(
          flying.isEmpty() && held.isEmpty() && storing.isEmpty(), "the end leaves something open");
      Finding.unless(
          !(effect instanceof SwarmEffect.Completed) || stored.cardinality() == chunks,
          "it is complete without all of it");
      over = true;
    }
  }

  private void asked(SwarmEffect.AskChunk ask) {
    Finding.unless(all.put(ask.ask(), ask) == null, "two asks with one number");
    Finding.unless(here.contains(ask.peer()), "a peer that is not there is asked");
    Finding.unless(!liars.contains(ask.peer()), "a liar is asked again");
    Finding.unless(ask.bytes() == layout.span(ask.chunk()).length(), "another length");
    Finding.unless(!stored.get(ask.chunk()), "what is there is asked for");
    Finding.unless(ask.allowedNanos() > 0, "no time to answer");
    flying.put(ask.ask(), ask);
  }
}
