package io.scp2p.api.transfer;

/** A download under way. */
public interface Download extends TransferHandle<DownloadResult> {
  /** {@return what was asked for, with the priority that it has now} */
  DownloadPlan plan();

  /**
   * Changes which transfer goes first, while it runs.
   *
   * @param priority from now on
   */
  void prioritise(Priority priority);
}
