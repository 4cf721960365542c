package io.scp2p.core.engine.download;

import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.DownloadResult;
import io.scp2p.api.transfer.Priority;
import io.scp2p.core.engine.transfer.DelegatingTransfer;

/** A download as its caller sees it. */
final class DownloadHandle extends DelegatingTransfer<DownloadResult> implements Download {
  private final DownloadRun run;

  DownloadHandle(DownloadRun run) {
    super(run.transfer().handle());
    this.run = run;
  }

  DownloadRun run() {
    return run;
  }

  @Override
  public DownloadPlan plan() {
    return run.row().plan();
  }

  @Override
  public void prioritise(Priority priority) {
    run.parts().loop().post(() -> run.prioritise(priority));
  }
}
