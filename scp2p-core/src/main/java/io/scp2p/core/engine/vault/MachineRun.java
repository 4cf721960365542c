package io.scp2p.core.engine.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.vault.OwnerDesk;
import io.scp2p.core.protocol.vault.VaultAnswer;
import io.scp2p.core.protocol.vault.VaultEffect;
import io.scp2p.core.protocol.vault.VaultInput;
import io.scp2p.core.vault.RunCoder;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.vault.ReadPieces;
import io.scp2p.core.wire.vault.ShardPieces;
import io.scp2p.core.wire.vault.VaultRequest;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Drives a machine that reads or writes shards: asks holders, checks their answers away from the
 * loop, and keeps the bytes that the machine only names. Lives on the loop.
 */
abstract class MachineRun {
  private static final System.Logger LOG = System.getLogger(MachineRun.class.getName());

  final VaultParts parts;
  final OwnerVault vault;
  final Map<Integer, Map<Integer, byte[]>> buffers = new HashMap<>();
  private final Set<Long> pending = new HashSet<>();
  private final Tickets tickets = new Tickets();
  private final Queue<VaultInput> inputs = new ArrayDeque<>();
  private @Nullable VaultLayout layout;
  private @Nullable RunCoder coder;
  private @Nullable Machine<VaultInput, VaultEffect> machine;
  private Loop.@Nullable Timer alarm;
  private boolean stepping;
  private boolean suspended;

  MachineRun(OwnerVault vault) {
    this.vault = vault;
    this.parts = vault.parts();
  }

  /** Whether nothing will be done any more. */
  abstract boolean isOver();

  /** Performs what not every machine wants. */
  abstract void performOther(VaultEffect effect);

  boolean hasMachine() {
    return machine != null;
  }

  /** How the file is cut has become known. */
  void laidOut(VaultLayout found) {
    layout = found;
    coder = new RunCoder(found);
  }

  VaultLayout layout() {
    return Objects.requireNonNull(layout, "laid out before it begins");
  }

  RunCoder coder() {
    return Objects.requireNonNull(coder, "laid out before it begins");
  }

  /** Begins to drive; the machine has still to be told to go. */
  void drive(Machine<VaultInput, VaultEffect> made) {
    machine = made;
  }

  void tell(VaultInput input) {
    if (isOver() || suspended || machine == null) {
      return;
    }
    inputs.add(input);
    if (!stepping) {
      step(null);
    }
  }

  private void step(@Nullable List<VaultEffect> first) {
    stepping = true;
    try {
      if (first != null) {
        first.forEach(this::perform);
      }
      VaultInput next;
      while (machine != null && (next = inputs.poll()) != null) {
        machine.accept(parts.time().nanos(), next).forEach(this::perform);
      }
    } finally {
      stepping = false;
    }
    arm();
  }

  private void arm() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
    OptionalLong due =
        machine == null || isOver() || suspended ? OptionalLong.empty() : machine.deadlineNanos();
    if (due.isPresent()) {
      alarm = parts.loop().at(due.getAsLong(), this::timeout);
    }
  }

  private void timeout() {
    if (machine != null && !isOver() && !suspended) {
      step(machine.onTimeout(parts.time().nanos()));
    }
  }

  private void perform(VaultEffect effect) {
    if (effect instanceof VaultEffect.Read read) {
      read(read);
    } else if (effect instanceof VaultEffect.Forget forget) {
      pending.remove(forget.ask());
      tickets.cancel(forget.ask());
    } else if (effect instanceof VaultEffect.Drop drop) {
      buffers.remove(drop.run());
      dropped(drop.run());
    } else if (effect instanceof VaultEffect.Misbehaved lie) {
      lied(lie.holder(), lie.index());
    } else if (effect instanceof VaultEffect.Missing missing) {
      missing();
      FileId id = file();
      if (id != null) {
        // Of a file of somebody else it may have been deleted with every right.
        vault.lost(id, missing.holder(), missing.index());
      }
    } else {
      performOther(effect);
    }
  }

  /** Whose shards it reads; null if they are not in the catalog. */
  @Nullable FileId file() {
    return null;
  }

  /** A holder has sent what does not lead to the hash. */
  void lied(NodeKey holder, int index) {
    vault.lost(file(), holder, index);
  }

  /** A holder says that it has not what it should have. */
  void missing() {
    // Only who reads by a link asks why.
  }

  /** A run is not needed any more. */
  void dropped(int number) {
    // Only who prepares runs has something to forget.
  }

  OwnerDesk desk() {
    return vault.desk();
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  void ask(
      long number,
      NodeKey holder,
      Callable<? extends VaultRequest> request,
      int expectedBytes,
      Function<Response, VaultAnswer> check) {
    pending.add(number);
    parts
        .offload()
        .call(request)
        .whenComplete(
            (made, bug) -> {
              if (!pending.contains(number)) {
                return;
              }
              if (bug != null) {
                broken(ErrorCode.INTERNAL);
                return;
              }
              tickets.add(
                  number, vault.ask(holder, made, expectedBytes, new Outcome(number, check)));
            });
  }

  /** One question to a holder. */
  private final class Outcome implements AskOutcome {
    private final long number;
    private final Function<Response, VaultAnswer> check;

    Outcome(long number, Function<Response, VaultAnswer> check) {
      this.number = number;
      this.check = check;
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    @Override
    public void answered(Response response) {
      parts
          .offload()
          .call(() -> check.apply(response))
          .whenComplete((answer, bug) -> answer(number, bug == null ? answer : unchecked(bug)));
    }

    /** What goes wrong in our own check is nothing that the holder can be blamed for. */
    private VaultAnswer unchecked(Throwable bug) {
      LOG.log(Level.WARNING, "an answer of a holder could not be checked", bug);
      return new VaultAnswer.Failed();
    }

    @Override
    public void failed(AskFailure why) {
      answer(
          number,
          why instanceof AskFailure.Malformed ? new VaultAnswer.Lied() : new VaultAnswer.Failed());
    }
  }

  private void answer(long number, VaultAnswer answer) {
    tickets.over(number);
    if (pending.remove(number)) {
      tell(new VaultInput.Answered(number, answer));
    }
  }

  private void read(VaultEffect.Read read) {
    VaultLayout layout = layout();
    int first = layout.firstSegment(read.run());
    ReadPieces request =
        new ReadPieces(read.source().shard(), first, layout.endSegment(read.run()) - first);
    ask(
        read.ask(),
        read.source().holder(),
        () -> request,
        layout.runBytes(read.run()),
        response -> {
          VaultAnswer answer = OwnerDesk.pieces(response, read.source(), layout, read.run());
          if (answer instanceof VaultAnswer.Verified && response instanceof ShardPieces pieces) {
            byte[] data = pieces.data().toArray();
            parts.loop().post(() -> keep(read, data));
          }
          return answer;
        });
  }

  /** Posted before the answer is, so the data is here when the machine hears of it. */
  private void keep(VaultEffect.Read read, byte[] data) {
    if (pending.contains(read.ask())) {
      buffers
          .computeIfAbsent(read.run(), number -> new TreeMap<>())
          .put(read.source().index(), data);
    }
  }

  byte[][] shards(int number, Set<Integer> from) {
    byte[][] shards = new byte[layout().totalShards()][];
    Map<Integer, byte[]> here = buffers.getOrDefault(number, Map.of());
    from.forEach(index -> shards[index] = here.get(index));
    return shards;
  }

  void broken(ErrorCode why) {
    tell(new VaultInput.Broken(why));
  }

  /** Nothing more is asked. */
  void suspend() {
    suspended = true;
    if (alarm != null) {
      alarm.cancel();
    }
    pending.clear();
    tickets.cancelAll();
    buffers.clear();
  }
}
