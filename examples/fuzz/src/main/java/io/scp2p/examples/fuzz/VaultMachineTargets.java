package io.scp2p.examples.fuzz;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.vault.GetMachine;
import io.scp2p.core.protocol.vault.HolderSpeeds;
import io.scp2p.core.protocol.vault.PutMachine;
import io.scp2p.core.protocol.vault.RepairMachine;
import io.scp2p.core.protocol.vault.RepairPace;
import io.scp2p.core.protocol.vault.Source;
import io.scp2p.core.protocol.vault.Target;
import io.scp2p.core.protocol.vault.VaultAnswer;
import io.scp2p.core.protocol.vault.VaultEffect;
import io.scp2p.core.protocol.vault.VaultInput;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.Receipt;
import io.scp2p.core.wire.vault.VaultRefusal;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What puts files into the vault, brings them back and repairs them, among holders. */
final class VaultMachineTargets {
  private static final int STEPS = 1_024;

  /** Seven runs of four data and two parity shards. */
  private static final VaultLayout LAYOUT = new VaultLayout(220_000, 4, 2, 10);

  private VaultMachineTargets() {}

  static List<FuzzTarget> all() {
    return List.of(
        new FuzzTarget(
            "vault-put",
            "a file on its way to holders, some of which lie",
            vectors -> seeds(),
            input -> new Transfer(new Input(input)).put()),
        new FuzzTarget(
            "vault-get",
            "a file on its way back from holders, some of which lie",
            vectors -> seeds(),
            input -> new Transfer(new Input(input)).get()),
        new FuzzTarget(
            "vault-repair",
            "shards rebuilt and moved, among holders that lie",
            vectors -> seeds(),
            input -> new Transfer(new Input(input)).repair()));
  }

  /** Everything goes well; then with each kind of trouble now and then. */
  private static List<byte[]> seeds() {
    List<byte[]> all = new ArrayList<>();
    for (int trouble = 0; trouble < 9; trouble++) {
      ByteArrayOutputStream seed = new ByteArrayOutputStream();
      seed.writeBytes(new byte[] {0, 0, 0, 0, 0, 0});
      for (int i = 0; i < 160; i++) {
        seed.writeBytes(new byte[] {0, 0, (byte) (i % 13 == 12 ? trouble : 0)});
        seed.writeBytes(new byte[] {1, 0, 2, 0, 0, 3, 1});
      }
      all.add(seed.toByteArray());
    }
    return all;
  }

  static Source source(int index, int holder) {
    return new Source(
        index, Samples.nodeKey(holder), Samples.bytes(index + 1, 32), Samples.bytes(index, 32));
  }

  private static Target target(int index, int generation, int holder) {
    return new Target(index, generation, Samples.nodeKey(holder), Samples.bytes(index + 1, 32));
  }

  /** A put, a get or a repair, and what stands around it. */
  private static final class Transfer {
    private final Input in;
    private final long start;
    private final Map<Long, VaultEffect> open = new LinkedHashMap<>();
    private final Set<Long> numbers = new LinkedHashSet<>();
    private final Set<Integer> memory = new HashSet<>();
    private final List<Integer> working = new ArrayList<>();
    private final List<Integer> homeless = new ArrayList<>();
    private int maxRuns;
    private boolean over;
    private boolean done;
    private int generation;

    Transfer(Input in) {
      this.in = in;
      this.start = Drive.start(in);
    }

    boolean put() {
      maxRuns = PutMachine.MAX_RUNS;
      List<Target> targets = new ArrayList<>();
      for (int i = 0; i < LAYOUT.totalShards(); i++) {
        targets.add(target(i, 0, i));
      }
      return run(new PutMachine(LAYOUT, targets, in.bool()));
    }

    boolean get() {
      maxRuns = GetMachine.MAX_RUNS;
      int choice = in.u8();
      List<Source> sources = new ArrayList<>();
      for (int i = 0; i < LAYOUT.totalShards() + choice % 3; i++) {
        sources.add(source(i % LAYOUT.totalShards(), i));
      }
      int from = choice >> 2 & 1;
      return run(
          new GetMachine(
              LAYOUT.dataShards(), sources, from, LAYOUT.runs(), Set.of(), new HolderSpeeds()));
    }

    boolean repair() {
      maxRuns = RepairMachine.MAX_RUNS;
      int choice = in.u8();
      RepairPace pace = new RepairPace(choice % 2 == 0 ? 1L << 40 : 1L << 16);
      if (choice > 200) {
        return run(
            RepairMachine.moving(LAYOUT, source(1, 1), target(1, 1, 9), new HolderSpeeds(), pace));
      }
      List<Source> sources = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        sources.add(source(i, i));
      }
      return run(
          new RepairMachine(
              LAYOUT,
              sources,
              List.of(target(5, 1, 9)),
              choice % 3 == 0 ? Map.of() : Map.of(5, Samples.bytes(1, 32)),
              new HolderSpeeds(),
              pace));
    }

    private boolean run(Machine<VaultInput, VaultEffect> machine) {
      Drive<VaultInput, VaultEffect> drive = new Drive<>(machine, start, this::saw);
      drive.feed(new VaultInput.Resume());
      for (int steps = 0; !in.isEmpty() && steps < STEPS && !over; steps++) {
        step(drive);
        Finding.unless(memory.size() <= maxRuns, "more runs in memory than there may be");
      }
      if (!over) {
        drive.feed(new VaultInput.Cancel());
        for (long ask : List.copyOf(open.keySet())) {
          drive.feed(new VaultInput.Answered(ask, new VaultAnswer.Deleted()));
        }
      }
      Finding.unless(over && machine.deadlineNanos().isEmpty(), "an end that is none");
      open.values().removeIf(VaultEffect.Delete.class::isInstance); // Noted; done later if need be.
      Finding.unless(open.isEmpty(), "the end leaves questions open");
      return done;
    }

    private void step(Drive<VaultInput, VaultEffect> drive) {
      switch (in.below(8)) {
        case 0 -> answer(drive);
        case 1 -> work(drive, in.u8());
        case 2 -> {
          int choice = in.u8();
          boolean nobody = in.below(16) == 15;
          if (!homeless.isEmpty()) {
            int index = homeless.remove(choice % homeless.size());
            Target to = nobody ? null : target(index, ++generation, 10 + generation);
            drive.feed(new VaultInput.Placed(index, to));
          }
        }
        case 3 -> drive.pass(in);
        case 4 -> drive.feed(new VaultInput.Pause());
        case 5 -> drive.feed(new VaultInput.Resume());
        case 6 -> {
          if (in.u8() > 250) {
            drive.feed(new VaultInput.Broken(ErrorCode.STORE_FAILED));
          }
        }
        default -> {
          if (in.u8() > 250) {
            drive.feed(new VaultInput.Cancel());
          }
        }
      }
    }

    private void answer(Drive<VaultInput, VaultEffect> drive) {
      int choice = in.u8();
      int kind = in.u8();
      List<Long> asks = List.copyOf(open.keySet());
      // A number is always one of its own; it may have been answered or forgotten before.
      List<Long> ever = List.copyOf(numbers);
      if (ever.isEmpty()) {
        return;
      }
      long ask =
          asks.isEmpty() || choice > 250
              ? ever.get(choice % ever.size())
              : asks.get(choice % asks.size());
      VaultEffect question = open.remove(ask);
      VaultRefusal[] whys = VaultRefusal.values();
      drive.feed(
          new VaultInput.Answered(
              ask,
              switch (kind % 9) {
                case 1 -> new VaultAnswer.Failed();
                case 2 -> new VaultAnswer.Refused(whys[in.below(whys.length)]);
                case 3 -> new VaultAnswer.Lied();
                case 4 -> new VaultAnswer.Stored(in.u16());
                case 5 -> new VaultAnswer.Opened(Samples.bytes(1, 16), in.u8());
                case 6 -> new VaultAnswer.Verified();
                case 7 -> new VaultAnswer.Deleted();
                default -> good(question);
              }));
    }

    private static VaultAnswer good(@Nullable VaultEffect question) {
      if (question instanceof VaultEffect.Open) {
        return new VaultAnswer.Opened(Samples.bytes(1, 16), 0);
      }
      if (question instanceof VaultEffect.Send send) {
        return new VaultAnswer.Stored(LAYOUT.endSegment(send.run()));
      }
      if (question instanceof VaultEffect.Seal seal) {
        return new VaultAnswer.Signed(
            Receipt.unsigned(
                Samples.nodeKey(1),
                seal.target().holder(),
                seal.target().shard(),
                seal.hash(),
                LAYOUT.shardBytes(),
                1,
                1));
      }
      return question instanceof VaultEffect.Read
          ? new VaultAnswer.Verified()
          : new VaultAnswer.Deleted();
    }

    /** Coded, rebuilt, or decoded and written. */
    private void work(Drive<VaultInput, VaultEffect> drive, int choice) {
      if (working.isEmpty()) {
        return;
      }
      int run = working.remove(choice % working.size());
      if (maxRuns == GetMachine.MAX_RUNS) {
        drive.feed(new VaultInput.Consumed(run));
        return;
      }
      Map<Integer, Bytes> values = new HashMap<>();
      for (int i = 0; i < LAYOUT.totalShards(); i++) {
        int pieces = LAYOUT.endSegment(run) - LAYOUT.firstSegment(run);
        values.put(i, Samples.bytes(run, 32 * pieces));
      }
      drive.feed(new VaultInput.Prepared(run, values));
    }

    private void saw(VaultEffect effect) {
      Finding.unless(!over, "something follows the end");
      if (effect instanceof VaultEffect.Open ask) {
        asked(ask.ask(), ask);
      } else if (effect instanceof VaultEffect.Send ask) {
        Finding.unless(memory.contains(ask.run()), "a run is sent that is not in memory");
        asked(ask.ask(), ask);
      } else if (effect instanceof VaultEffect.Seal ask) {
        asked(ask.ask(), ask);
      } else if (effect instanceof VaultEffect.Read ask) {
        asked(ask.ask(), ask);
      } else if (effect instanceof VaultEffect.Delete ask) {
        asked(ask.ask(), ask);
      } else if (effect instanceof VaultEffect.Forget forgotten) {
        Finding.unless(open.remove(forgotten.ask()) != null, "what nobody asked is forgotten");
      } else if (effect instanceof VaultEffect.Code run) {
        begun(run.run());
      } else if (effect instanceof VaultEffect.Rebuild run) {
        begun(run.run());
      } else if (effect instanceof VaultEffect.Deliver run) {
        begun(run.run());
        Finding.unless(run.from().size() == LAYOUT.dataShards(), "too few shards");
      } else if (effect instanceof VaultEffect.Drop run) {
        Finding.unless(memory.remove(run.run()), "a run is dropped that is not in memory");
        working.remove((Integer) run.run());
      } else if (effect instanceof VaultEffect.NeedTarget need) {
        Finding.unless(!homeless.contains(need.index()), "two searches for one shard");
        homeless.add(need.index());
      } else if (effect instanceof VaultEffect.Done || effect instanceof VaultEffect.Ended) {
        over = true;
        done = effect instanceof VaultEffect.Done;
      }
    }

    private void begun(int run) {
      Finding.unless(memory.add(run), "a run is begun twice");
      working.add(run);
    }

    private void asked(long ask, VaultEffect question) {
      Finding.unless(numbers.add(ask), "two questions with one number");
      open.put(ask, question);
    }
  }
}
