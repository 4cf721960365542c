package io.scp2p.core.engine.node;

import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.Downloads;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.core.engine.download.DownloadService;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@link Downloads}, as long as the node is there. */
final class DownloadFacade implements Downloads {
  private final NodeCore core;
  private final DownloadService downloads;
  private final Signals signals;

  DownloadFacade(NodeCore core, Signals signals) {
    this.core = core;
    this.downloads = core.downloads();
    this.signals = signals;
  }

  @Override
  public Download start(DownloadPlan plan) {
    return HostRights.refusal(core.config().role())
        .or(() -> HostPaths.refusal(List.of(plan.target())))
        .map(why -> downloads.refused(plan, why))
        .orElseGet(() -> downloads.start(plan));
  }

  @Override
  public Flux<Download> list() {
    return signals.guarded(downloads.list().collectList()).flatMapIterable(all -> all);
  }

  @Override
  public Mono<Download> get(TransferId id) {
    return signals.guarded(downloads.get(id));
  }

  @Override
  public Mono<Void> forget(TransferId id) {
    return signals.guarded(downloads.forget(id));
  }
}
