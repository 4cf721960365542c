package io.scp2p.api.share;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.transfer.Upload;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What this node publishes. */
public interface Shares {
  /**
   * Starts to publish. Returns at once: what cannot be done shows in {@link Publication#result()}.
   *
   * @param plan what
   * @return the running publication; it fails with {@link ErrorCode#UNKNOWN_COMMUNITY} if the plan
   *     binds it to a community that this node has not joined
   */
  Publication start(SharePlan plan);

  /**
   * Publishes when subscribed to, for callers who need neither progress nor pause. Cancelling the
   * subscription does not cancel the publication.
   *
   * @param plan what
   * @return the published version
   */
  default Mono<Share> publish(SharePlan plan) {
    return Mono.defer(() -> start(plan).result());
  }

  /** {@return the newest version of every share of this node} */
  Flux<Share> list();

  /**
   * Finds a share of this node.
   *
   * @param id its id
   * @return its newest version, or {@link ErrorCode#UNKNOWN_SHARE}
   */
  Mono<Share> get(ShareId id);

  /**
   * The files of the newest version of a share, published or followed.
   *
   * @param id its id
   * @return its items in path order, fetched page by page as they are asked for
   */
  Flux<ShareItem> items(ShareId id);

  /**
   * Stops to announce and to serve a share. Its files stay; copies others have cannot be recalled.
   *
   * @param id its id
   * @return completes when it is withdrawn durably
   */
  Mono<Void> unpublish(ShareId id);

  /** {@return what others fetch from this node now} */
  Flux<Upload> uploads();
}
