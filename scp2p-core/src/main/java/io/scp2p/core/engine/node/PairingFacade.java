package io.scp2p.core.engine.node;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.pairing.IncomingOffer;
import io.scp2p.api.pairing.Pairing;
import io.scp2p.api.pairing.PairingCode;
import io.scp2p.api.pairing.SendPlan;
import io.scp2p.api.pairing.Sending;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.transfer.Downloads;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.core.engine.pairing.PairingSearch;
import io.scp2p.core.engine.pairing.PairingSearch.Meeting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/** {@link Pairing}, over shares, subscriptions and downloads as they are for everybody. */
final class PairingFacade implements Pairing {
  /** What a share that is only there for one receiver is marked with. */
  private static final String MARK = "scp2p-pairing";

  private final NodeCore core;
  private final Signals signals;
  private final ShareFacade shares;
  private final SubscriptionFacade subscriptions;
  private final Downloads downloads;
  private final Set<SendingRun> running = ConcurrentHashMap.newKeySet();

  PairingFacade(
      NodeCore core,
      Signals signals,
      ShareFacade shares,
      SubscriptionFacade subscriptions,
      Downloads downloads) {
    this.core = core;
    this.signals = signals;
    this.shares = shares;
    this.subscriptions = subscriptions;
    this.downloads = downloads;
  }

  @Override
  public Sending send(SendPlan plan) {
    if (signals.isClosed()) {
      throw Signals.nodeClosed();
    }
    running.removeIf(SendingRun::isOver);
    SendingRun run = new SendingRun(core, new TransferId(core.newName()), plan, this::withdraw);
    running.add(run);
    shares
        .start(share(plan))
        .result()
        .subscribe(
            published -> core.threads().loop().post(() -> run.published(published)),
            failure -> core.threads().loop().post(() -> run.failed(exception(failure))));
    return run.handle();
  }

  private static SharePlan share(SendPlan plan) {
    List<Path> paths = plan.paths();
    SharePlan.Builder share;
    if (paths.isEmpty()) {
      share = SharePlan.text("message.txt", String.valueOf(plan.message()));
    } else if (paths.size() == 1 && Files.isDirectory(paths.get(0))) {
      share = SharePlan.folder(paths.get(0));
    } else {
      share = SharePlan.files(paths);
    }
    return share.title("Sent by code").description(MARK).build();
  }

  private static Scp2pException exception(Throwable failure) {
    return failure instanceof Scp2pException known
        ? known
        : new Scp2pException(
            ErrorCode.INTERNAL, "What is to be sent cannot be read.", Map.of(), failure);
  }

  /** What cannot be withdrawn now is withdrawn at the next start, by its mark. */
  private void withdraw(Share share, Runnable then) {
    shares
        .unpublish(share.id())
        .onErrorComplete()
        .subscribe(done -> {}, failure -> {}, () -> core.threads().loop().post(then));
  }

  /** Withdraws what an earlier run of the node has left. */
  void tidy() {
    shares
        .list()
        .filter(share -> MARK.equals(share.description()))
        .flatMap(share -> shares.unpublish(share.id()))
        .subscribe(done -> {}, failure -> {});
  }

  /** The node is being closed. On the loop. */
  void suspend() {
    running.forEach(SendingRun::suspend);
  }

  @Override
  public Mono<IncomingOffer> receive(PairingCode code) {
    return signals
        .begun(
            () ->
                PairingSearch.begin(
                    core.threads().loop(),
                    core.parts().entropy(),
                    core.network(),
                    core.dht()::contactProviders,
                    core.keys().self().key(),
                    code))
        .flatMap(this::offer);
  }

  private Mono<IncomingOffer> offer(Meeting meeting) {
    return ReceivedOffer.of(core, meeting, shares, subscriptions, downloads);
  }
}
