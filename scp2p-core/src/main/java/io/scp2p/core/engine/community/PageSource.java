package io.scp2p.core.engine.community;

import io.scp2p.api.community.Member;
import io.scp2p.api.share.PublicShare;
import io.scp2p.core.wire.Bytes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who can be asked for pages of a community: a member, or this node's own index. May be
 * called from any thread; completes on the loop. What it hands out has been verified.
 */
public interface PageSource {
  /**
   * A page.
   *
   * @param next where the next one begins; null if there is none
   */
  record Page<T>(List<T> entries, @Nullable Bytes next) {
    /** Copies the list. */
    public Page {
      entries = List.copyOf(entries);
    }
  }

  /**
   * A share as its publisher announced it.
   *
   * @param share as the host sees it
   * @param updatedAt unix seconds, by which pages are sorted
   */
  record Listed(PublicShare share, long updatedAt) {}

  /** Members from a place on; null for the first page. */
  CompletableFuture<Page<Member>> members(@Nullable Bytes cursor);

  /** Shares, the newest first. */
  CompletableFuture<Page<Listed>> shares(@Nullable Bytes cursor);

  /** Shares that have all words of a query. */
  CompletableFuture<Page<Listed>> search(String query, @Nullable Bytes cursor);
}
