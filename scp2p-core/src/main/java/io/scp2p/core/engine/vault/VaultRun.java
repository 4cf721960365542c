package io.scp2p.core.engine.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.TransferKind;
import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferTrigger;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultTransfer;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.AskTicket;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.transfer.Controls;
import io.scp2p.core.engine.transfer.DelegatingTransfer;
import io.scp2p.core.engine.transfer.TransferRun;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.vault.OwnerDesk;
import io.scp2p.core.protocol.vault.Target;
import io.scp2p.core.protocol.vault.VaultAnswer;
import io.scp2p.core.protocol.vault.VaultEffect;
import io.scp2p.core.protocol.vault.VaultInput;
import io.scp2p.core.vault.RunCoder;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.vault.ReadPieces;
import io.scp2p.core.wire.vault.ShardPieces;
import io.scp2p.core.wire.vault.StorePieces;
import io.scp2p.core.wire.vault.VaultRequest;
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
 * One transfer of the vault: drives its machine, performs its effects, and is what the caller's
 * handle controls. Lives on the loop. Put, get and repair differ in what they do with a run.
 */
abstract class VaultRun implements Controls {
  private static final int SMALL_ANSWER_BYTES = 1_024;

  final VaultParts parts;
  final OwnerVault vault;
  final Network network;
  final TransferRun<VaultFile> run;
  final Map<Integer, Map<Integer, byte[]>> buffers = new HashMap<>();
  private final VaultTransfer handle;
  private final Set<Long> pending = new HashSet<>();
  private final Map<Long, AskTicket> tickets = new HashMap<>();
  private final Queue<VaultInput> inputs = new ArrayDeque<>();
  private @Nullable VaultLayout layout;
  private @Nullable RunCoder coder;
  private @Nullable Machine<VaultInput, VaultEffect> machine;
  private Loop.@Nullable Timer alarm;
  private @Nullable Runnable whenPaused;
  private @Nullable Runnable whenEnded;
  private boolean stepping;
  private boolean over;
  private boolean suspended;

  VaultRun(OwnerVault vault, VaultTransfer.Direction direction) {
    this.vault = vault;
    this.parts = vault.parts();
    this.network = vault.network();
    this.run =
        new TransferRun<>(
            parts.transfers(),
            new TransferId(parts.names().get()),
            TransferKind.VAULT,
            TransferRun.UNKNOWN,
            0,
            this);
    this.handle = new Handle(run, direction);
  }

  VaultTransfer handle() {
    return handle;
  }

  boolean isOver() {
    return over || run.isOver();
  }

  /** How the file is cut has become known. */
  void laidOut(VaultLayout found, long bytesTotal) {
    layout = found;
    coder = new RunCoder(found);
    run.bytesTotal(bytesTotal);
  }

  VaultLayout layout() {
    return Objects.requireNonNull(layout, "laid out before it begins");
  }

  RunCoder coder() {
    return Objects.requireNonNull(coder, "laid out before it begins");
  }

  /** Performs what only this kind of transfer does. */
  abstract void performOther(VaultEffect effect);

  /** Everything is done; makes it durable, then calls {@link #complete}. */
  abstract void finish();

  /** It has ended badly; whatever is left is released. */
  abstract void undo();

  /** Begins, or fails. On the loop. */
  void begin(Machine<VaultInput, VaultEffect> made) {
    if (run.isOver() || run.isCancelling()) {
      return;
    }
    machine = made;
    move();
    tell(new VaultInput.Resume());
  }

  private void move() {
    run.trigger(TransferTrigger.CONNECT_REQUEST);
    run.trigger(TransferTrigger.CONNECT_RESPONSE);
    run.trigger(TransferTrigger.AUTHENTICATION_SUCCESS);
  }

  void tell(VaultInput input) {
    if (over || suspended || machine == null) {
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
        machine == null || over || suspended ? OptionalLong.empty() : machine.deadlineNanos();
    if (due.isPresent()) {
      alarm = parts.loop().at(due.getAsLong(), this::timeout);
    }
  }

  private void timeout() {
    if (machine != null && !over && !suspended) {
      step(machine.onTimeout(parts.time().nanos()));
    }
  }

  private void perform(VaultEffect effect) {
    if (effect instanceof VaultEffect.Open open) {
      ask(
          open.ask(),
          open.target().holder(),
          () -> desk().open(open.target(), layout(), vault.leaseSeconds(), parts.wallMillis()),
          SMALL_ANSWER_BYTES,
          OwnerDesk::opened);
    } else if (effect instanceof VaultEffect.Send send) {
      send(send);
    } else if (effect instanceof VaultEffect.Seal seal) {
      ask(
          seal.ask(),
          seal.target().holder(),
          () -> desk().seal(seal.target(), seal.hash(), parts.wallMillis()),
          SMALL_ANSWER_BYTES,
          response ->
              desk().sealed(response, seal.target(), layout(), seal.hash(), parts.wallMillis()));
    } else if (effect instanceof VaultEffect.Read read) {
      read(read);
    } else if (effect instanceof VaultEffect.Delete delete) {
      delete(delete);
    } else if (effect instanceof VaultEffect.Forget forget) {
      pending.remove(forget.ask());
      AskTicket ticket = tickets.remove(forget.ask());
      if (ticket != null) {
        ticket.cancel();
      }
    } else if (effect instanceof VaultEffect.Drop drop) {
      buffers.remove(drop.run());
      dropped(drop.run());
    } else if (effect instanceof VaultEffect.Misbehaved lie) {
      vault.lost(file(), lie.holder(), lie.index());
    } else if (effect instanceof VaultEffect.Missing missing) {
      vault.lost(file(), missing.holder(), missing.index());
    } else if (effect instanceof VaultEffect.Paused) {
      Runnable released = whenPaused;
      whenPaused = null;
      if (released != null) {
        released.run();
      }
    } else if (effect instanceof VaultEffect.Done) {
      run.trigger(TransferTrigger.CHUNKS_COMPLETE);
      finish();
    } else if (effect instanceof VaultEffect.Ended ended) {
      end(ended.why());
    } else {
      performOther(effect);
    }
  }

  /** Whose shards it reads; null if they are not in the catalog. */
  @Nullable FileId file() {
    return null;
  }

  /** Whether it is about to place a shard. */
  boolean places(Bytes shard) {
    return false;
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
              tickets.put(
                  number, network.ask(holder, made, expectedBytes, new Outcome(number, check)));
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
          .whenComplete(
              (answer, bug) -> answer(number, bug == null ? answer : new VaultAnswer.Lied()));
    }

    @Override
    public void failed(AskFailure why) {
      answer(
          number,
          why instanceof AskFailure.Malformed ? new VaultAnswer.Lied() : new VaultAnswer.Failed());
    }
  }

  private void answer(long number, VaultAnswer answer) {
    tickets.remove(number);
    if (pending.remove(number)) {
      tell(new VaultInput.Answered(number, answer));
    }
  }

  private void send(VaultEffect.Send send) {
    Map<Integer, byte[]> prepared = buffers.getOrDefault(send.run(), Map.of());
    byte[] data = prepared.get(send.target().index());
    if (data == null) {
      pending.add(send.ask());
      answer(send.ask(), new VaultAnswer.Failed());
      return;
    }
    int from = (send.firstPiece() - layout().firstSegment(send.run())) << layout().pieceLog();
    StorePieces request =
        new StorePieces(
            send.target().shard(),
            send.ticket(),
            send.firstPiece(),
            Bytes.wrap(data, from, data.length - from));
    ask(
        send.ask(),
        send.target().holder(),
        () -> request,
        request.data().size(),
        OwnerDesk::stored);
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

  private void delete(VaultEffect.Delete delete) {
    Target target = delete.target();
    ask(
        delete.ask(),
        target.holder(),
        () -> {
          vault.store().addGarbage(List.of(target), parts.wallMillis());
          return desk().delete(target.holder(), List.of(target.shard()), parts.wallMillis());
        },
        SMALL_ANSWER_BYTES,
        response -> {
          VaultAnswer answer = OwnerDesk.deleted(response);
          if (answer instanceof VaultAnswer.Deleted) {
            vault.forgetGarbage(target.shard());
          }
          return answer;
        });
  }

  void broken(ErrorCode why) {
    tell(new VaultInput.Broken(why));
  }

  static ErrorCode codeOf(Throwable failure) {
    if (failure instanceof Scp2pException known) {
      return known.code();
    }
    if (failure instanceof StoreException store) {
      return switch (store.reason()) {
        case FULL -> ErrorCode.DISK_FULL;
        case MISSING -> ErrorCode.FILE_MISSING;
        case CHANGED -> ErrorCode.FILE_CHANGED;
        case DENIED -> ErrorCode.FILE_DENIED;
        case EXISTS -> ErrorCode.TARGET_EXISTS;
        default -> ErrorCode.STORE_FAILED;
      };
    }
    return ErrorCode.INTERNAL;
  }

  /** Fails before there was a machine. */
  void fail(ErrorCode why, String text) {
    over = true;
    run.fail(new Scp2pException(why, text, Map.of("transfer", run.id().toString())));
    undo();
    ended();
  }

  private void end(ErrorCode why) {
    over = true;
    buffers.clear();
    undo();
    if (why != ErrorCode.CANCELLED) {
      run.fail(new Scp2pException(why, why.remedy(), Map.of("transfer", run.id().toString())));
    }
    ended();
  }

  void complete(VaultFile file) {
    over = true;
    buffers.clear();
    run.complete(file);
    ended();
  }

  private void ended() {
    vault.ended(this);
    Runnable released = whenEnded;
    whenEnded = null;
    if (released != null) {
      released.run();
    }
  }

  /** The node is being closed. */
  void suspend() {
    suspended = true;
    if (alarm != null) {
      alarm.cancel();
    }
    tickets.values().forEach(AskTicket::cancel);
    buffers.clear();
    run.suspend();
  }

  @Override
  public void pause(Runnable released) {
    if (machine == null || over) {
      released.run();
      return;
    }
    whenPaused = released;
    tell(new VaultInput.Pause());
  }

  @Override
  public void resume(Runnable queued) {
    queued.run();
    parts
        .loop()
        .post(
            () -> {
              move();
              tell(new VaultInput.Resume());
            });
  }

  @Override
  public void cancel(Runnable released) {
    if (machine == null || over) {
      over = true;
      undo();
      vault.ended(this);
      released.run();
      return;
    }
    whenEnded = released;
    tell(new VaultInput.Cancel());
  }

  /** What the caller holds. */
  private static final class Handle extends DelegatingTransfer<VaultFile> implements VaultTransfer {
    private final Direction direction;

    Handle(TransferRun<VaultFile> run, Direction direction) {
      super(run.handle());
      this.direction = direction;
    }

    @Override
    public Direction direction() {
      return direction;
    }
  }
}
