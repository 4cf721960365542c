package io.scp2p.core.engine.node;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.PairingEvent;
import io.scp2p.api.event.TransferKind;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.pairing.PairingCode;
import io.scp2p.api.pairing.SendPlan;
import io.scp2p.api.pairing.SendResult;
import io.scp2p.api.pairing.Sending;
import io.scp2p.api.share.Share;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.api.transfer.TransferTrigger;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.pairing.PairingHost;
import io.scp2p.core.engine.transfer.Controls;
import io.scp2p.core.engine.transfer.DelegatingTransfer;
import io.scp2p.core.engine.transfer.TransferRun;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.pairing.CodeWords;
import io.scp2p.core.protocol.pairing.PairingDesk;
import io.scp2p.core.wire.pairing.PairTell;
import io.scp2p.core.wire.pairing.PairingOffer;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Something being sent by code: published so that nobody else finds it, served to who has the code,
 * withdrawn at the end. Lives on the loop.
 */
final class SendingRun implements Controls, PairingHost {
  private final NodeCore core;
  private final SendPlan plan;
  private final PairingCode code;
  private final TransferRun<SendResult> run;
  private final Handle handle;
  private final Alarm alarm;
  private final BiConsumer<Share, Runnable> withdraw;
  private @Nullable Share share;
  private @Nullable NodeKey receiver;
  private long arrivedBytes;
  private boolean arrivedAll;
  private boolean over;

  /**
   * A code that nobody waits with yet. May be made on any thread.
   *
   * @param withdraw unpublishes the share and then does something on the loop
   */
  SendingRun(NodeCore core, TransferId id, SendPlan plan, BiConsumer<Share, Runnable> withdraw) {
    this.core = core;
    this.plan = plan;
    this.withdraw = withdraw;
    this.code = CodeWords.fresh(core.parts().entropy());
    this.run =
        new TransferRun<>(core.transfers(), id, TransferKind.PAIRING, TransferRun.UNKNOWN, 0, this);
    this.handle = new Handle(run, code);
    this.alarm = new Alarm(core.threads().loop(), this::late);
  }

  Sending handle() {
    return handle;
  }

  /** What is to be sent was read, and could be served. */
  void published(Share published) {
    share = published;
    if (over || run.isCancelling()) {
      withdraw.accept(published, () -> {});
      return;
    }
    run.bytesTotal(published.totalBytes());
    run.trigger(TransferTrigger.CONNECT_REQUEST);
    PairingDesk desk =
        new PairingDesk(core.keys().self().key(), CodeWords.secretOf(code), core.parts().entropy());
    if (!core.pairing().open(CodeWords.numberOf(code), desk, this)) {
      desk.close();
      failed(new Scp2pException(ErrorCode.TOO_BUSY, "Too many codes are waited with.", Map.of()));
      return;
    }
    waitFor(plan.codeLifetime());
    core.hub().publish(stamp -> new PairingEvent.Waiting(stamp, run.id()));
  }

  /** It cannot go on. */
  void failed(Scp2pException why) {
    end(why.code(), () -> run.fail(why));
  }

  private void waitFor(Duration time) {
    alarm.set(OptionalLong.of(core.threads().loop().time().nanos() + Nanos.of(time)));
  }

  private void late() {
    boolean met = receiver != null;
    if (met && run.state() == TransferState.PAUSED) {
      return; // Nobody is late who was told to wait.
    }
    failed(
        met
            ? new Scp2pException(
                ErrorCode.STALLED, "The other side has not been heard of for too long.", Map.of())
            : new Scp2pException(
                ErrorCode.PAIRING_TIMED_OUT, "Nobody came with this code in time.", Map.of()));
  }

  @Override
  public PairingOffer met(NodeKey peer) {
    receiver = peer;
    if (run.state() == TransferState.PAUSED) {
      core.uploads().hold(peer, true);
    }
    run.trigger(TransferTrigger.CONNECT_RESPONSE);
    run.trigger(TransferTrigger.AUTHENTICATION_SUCCESS);
    core.hub().publish(stamp -> new PairingEvent.Met(stamp, run.id(), peer.id()));
    waitFor(plan.codeLifetime()); // For a person to look and to say yes.
    Share offered = share;
    return new PairingOffer(
        offered == null ? null : offered.link(),
        plan.message(),
        offered == null ? 0 : offered.totalBytes());
  }

  @Override
  public void guessed() {
    failed(
        new Scp2pException(
            ErrorCode.PAIRING_CODE_WRONG,
            "Somebody came with another code; this one is burned.",
            Map.of()));
  }

  @Override
  public void told(int word, long bytes) {
    if (over) {
      return;
    }
    switch (word) {
      case PairTell.ARRIVING -> arrived(bytes);
      case PairTell.COMPLETE -> complete();
      case PairTell.DECLINED ->
          failed(
              new Scp2pException(
                  ErrorCode.PAIRING_DECLINED, "The other side does not want it.", Map.of()));
      case PairTell.GIVEN_UP ->
          failed(
              new Scp2pException(
                  ErrorCode.PAIRING_DECLINED, "The other side has given up.", Map.of()));
      default -> {
        // A later version's word.
      }
    }
  }

  /** The other side's claim: it may say what it likes, but not more than there is. */
  private void arrived(long bytes) {
    NodeKey from = receiver;
    long now = share == null ? 0 : Math.min(bytes, share.totalBytes());
    if (from != null && now > arrivedBytes) {
      run.verified(from.id(), core.path(from), now - arrivedBytes);
      arrivedBytes = now;
    }
    waitFor(core.config().transfer().stallTimeout());
  }

  private void complete() {
    NodeKey by = receiver;
    Share sent = share;
    arrivedAll = true; // Told while it rests, it is said when it goes on.
    run.trigger(TransferTrigger.CHUNKS_COMPLETE);
    if (run.state() == TransferState.VERIFYING && by != null && sent != null) {
      end(null, () -> run.complete(new SendResult(run.id(), by, sent.totalBytes())));
    }
  }

  /** Releases everything, then says how it ended. */
  private void end(@Nullable ErrorCode why, Runnable then) {
    if (over) {
      return;
    }
    over = true;
    alarm.set(OptionalLong.empty());
    core.pairing().close(CodeWords.numberOf(code), this);
    if (receiver != null) {
      core.uploads().hold(receiver, false);
    } else if (why != null) {
      core.hub().publish(stamp -> new PairingEvent.Ended(stamp, run.id(), why));
    }
    Share served = share;
    if (served == null) {
      then.run();
    } else {
      withdraw.accept(served, then);
    }
  }

  boolean isOver() {
    return over;
  }

  /** The node is being closed: a code does not outlive it. */
  void suspend() {
    if (!over) {
      over = true;
      alarm.set(OptionalLong.empty());
      core.pairing().close(CodeWords.numberOf(code), this);
      run.suspend();
    }
  }

  @Override
  public void pause(Runnable released) {
    if (receiver != null) {
      core.uploads().hold(receiver, true);
    }
    released.run();
  }

  @Override
  public void resume(Runnable queued) {
    NodeKey peer = receiver;
    if (peer != null) {
      core.uploads().hold(peer, false);
      waitFor(core.config().transfer().stallTimeout());
    }
    queued.run();
    core.threads().loop().post(this::flow);
  }

  private void flow() {
    if (run.state() == TransferState.IDLE && share != null) {
      run.trigger(TransferTrigger.CONNECT_REQUEST);
      if (receiver != null) {
        run.trigger(TransferTrigger.CONNECT_RESPONSE);
        run.trigger(TransferTrigger.AUTHENTICATION_SUCCESS);
      }
      if (arrivedAll) {
        complete();
      }
    }
  }

  @Override
  public void cancel(Runnable released) {
    if (over) {
      released.run(); // It was about to say how it ended.
    } else {
      end(ErrorCode.CANCELLED, released);
    }
  }

  /** What the caller holds. */
  private static final class Handle extends DelegatingTransfer<SendResult> implements Sending {
    private final PairingCode code;

    Handle(TransferRun<SendResult> run, PairingCode code) {
      super(run.handle());
      this.code = code;
    }

    @Override
    public PairingCode code() {
      return code;
    }
  }
}
