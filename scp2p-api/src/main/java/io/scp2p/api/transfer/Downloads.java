package io.scp2p.api.transfer;

import io.scp2p.api.error.ErrorCode;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What this node fetches.
 *
 * <p>A download that failed with {@link ErrorCode#NO_PROVIDER} or {@link ErrorCode#STALLED} is
 * started again by itself, under a new name and in place of the failed one, when a peer comes; also
 * after a restart. {@link #forget} it if it should not be.
 */
public interface Downloads {
  /**
   * Starts a download, or joins the unfinished one of the same plan. Returns at once: what cannot
   * be done shows in {@link Download#result()}.
   *
   * @param plan what and where to
   * @return the running download
   */
  Download start(DownloadPlan plan);

  /** {@return every download that has not been forgotten, in queue order} */
  Flux<Download> list();

  /**
   * Finds a download, for instance one from before a restart.
   *
   * @param id its name
   * @return the download, or {@link ErrorCode#UNKNOWN_TRANSFER}
   */
  Mono<Download> get(TransferId id);

  /**
   * Drops an ended download from the list. Its files stay; its unfinished parts go.
   *
   * @param id its name
   * @return completes when it is forgotten durably
   */
  Mono<Void> forget(TransferId id);
}
