package io.scp2p.core.engine.node;

import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.Downloads;
import io.scp2p.api.transfer.TransferId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@link Downloads}, as long as the node is there. */
final class DownloadFacade implements Downloads {
  private final Downloads downloads;
  private final Signals signals;

  DownloadFacade(Downloads downloads, Signals signals) {
    this.downloads = downloads;
    this.signals = signals;
  }

  @Override
  public Download start(DownloadPlan plan) {
    return downloads.start(plan);
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
