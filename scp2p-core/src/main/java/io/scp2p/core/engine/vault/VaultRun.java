package io.scp2p.core.engine.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.TransferKind;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferTrigger;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultTransfer;
import io.scp2p.core.engine.transfer.Controls;
import io.scp2p.core.engine.transfer.DelegatingTransfer;
import io.scp2p.core.engine.transfer.TransferRun;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.vault.OwnerDesk;
import io.scp2p.core.protocol.vault.Target;
import io.scp2p.core.protocol.vault.VaultAnswer;
import io.scp2p.core.protocol.vault.VaultEffect;
import io.scp2p.core.protocol.vault.VaultInput;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.StorePieces;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One transfer of the vault: drives its machine, performs its effects, and is what the caller's
 * handle controls. Lives on the loop. Put, get and repair differ in what they do with a run.
 */
abstract class VaultRun extends MachineRun implements Controls {
  private static final int SMALL_ANSWER_BYTES = 1_024;

  final TransferRun<VaultFile> run;
  private final VaultTransfer handle;
  private @Nullable Runnable whenPaused;
  private @Nullable Runnable whenEnded;

  /** What the caller wished for last; perhaps before there was a machine that could rest. */
  private boolean resting;

  private boolean over;

  VaultRun(OwnerVault vault, VaultTransfer.Direction direction) {
    super(vault);
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

  @Override
  boolean isOver() {
    return over || run.isOver();
  }

  /** Whether the caller wants it to end, or wanted it. */
  boolean isCancelling() {
    return run.isCancelling();
  }

  /** How the file is cut has become known. */
  void laidOut(VaultLayout found, long bytesTotal) {
    laidOut(found);
    run.bytesTotal(bytesTotal);
  }

  /** Performs what only this kind of transfer does. */
  abstract void performOwn(VaultEffect effect);

  /** Everything is done; makes it durable, then calls {@link #complete}. */
  abstract void finish();

  /** It has ended badly; whatever is left is released. */
  abstract void undo();

  /** Begins, or fails. On the loop. */
  void begin(Machine<VaultInput, VaultEffect> made) {
    if (run.isOver() || run.isCancelling()) {
      return;
    }
    drive(made);
    go();
  }

  private void go() {
    if (hasMachine() && !resting) {
      move();
      tell(new VaultInput.Resume());
    }
  }

  private void move() {
    run.trigger(TransferTrigger.CONNECT_REQUEST);
    run.trigger(TransferTrigger.CONNECT_RESPONSE);
    run.trigger(TransferTrigger.AUTHENTICATION_SUCCESS);
  }

  @Override
  void performOther(VaultEffect effect) {
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
    } else if (effect instanceof VaultEffect.Delete delete) {
      delete(delete);
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
      performOwn(effect);
    }
  }

  /** Whether it is about to place a shard. */
  boolean places(Bytes shard) {
    return false;
  }

  private void send(VaultEffect.Send send) {
    Map<Integer, byte[]> prepared = buffers.getOrDefault(send.run(), Map.of());
    byte[] data = prepared.get(send.target().index());
    if (data == null) {
      parts.loop().post(() -> tell(new VaultInput.Answered(send.ask(), new VaultAnswer.Failed())));
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
  @Override
  void suspend() {
    super.suspend();
    run.suspend();
  }

  @Override
  public void pause(Runnable released) {
    resting = true;
    if (!hasMachine() || over) {
      released.run();
      return;
    }
    whenPaused = released;
    tell(new VaultInput.Pause());
  }

  @Override
  public void resume(Runnable queued) {
    resting = false;
    queued.run();
    parts.loop().post(this::go);
  }

  @Override
  public void cancel(Runnable released) {
    if (!hasMachine() || over) {
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
