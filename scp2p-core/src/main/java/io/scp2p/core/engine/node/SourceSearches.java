package io.scp2p.core.engine.node;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * Searches for peers, one at a time for each share: contact is made with those who are said to have
 * the share, and then with the providers of each content that is waited for, until somebody new is
 * there. So a thousand files of one share cause one search when the same peers have them all, and a
 * file that only others have is looked for as well. Lives on the loop.
 */
final class SourceSearches {
  /** Contents looked up in one search; whoever waits for a further one asks again before long. */
  static final int MAX_LOOKUPS = 64;

  /** Contents looked up at the same time. */
  static final int LOOKUPS_AT_ONCE = 4;

  private final Function<ShareId, CompletableFuture<?>> contactShare;
  private final Function<ContentId, CompletableFuture<?>> contactProviders;
  private final IntSupplier peers;
  private final Runnable reachFormer;
  private final Map<ShareId, Search> searches = new HashMap<>();

  /**
   * Nobody is sought yet.
   *
   * @param contactShare makes contact with whoever may have anything of a share
   * @param contactProviders makes contact with those who say they have a content
   * @param peers how many can be asked now
   * @param reachFormer looks for those who were there and are gone; nobody waits for it
   */
  SourceSearches(
      Function<ShareId, CompletableFuture<?>> contactShare,
      Function<ContentId, CompletableFuture<?>> contactProviders,
      IntSupplier peers,
      Runnable reachFormer) {
    this.contactShare = contactShare;
    this.contactProviders = contactProviders;
    this.peers = peers;
    this.reachFormer = reachFormer;
  }

  /** Looks for a content; {@code done} hears whether anybody new is there. */
  void seek(ShareId share, ContentId content, Consumer<Boolean> done) {
    Search search = searches.get(share);
    if (search != null) {
      search.add(content, done);
      return;
    }
    Search first = new Search(share, peers.getAsInt());
    searches.put(share, first);
    first.add(content, done);
    first.begin();
  }

  /** What is sought of one share. */
  private final class Search {
    private final ShareId share;
    private final int before;
    private final Map<ContentId, List<Consumer<Boolean>>> waiting = new LinkedHashMap<>();
    private final Queue<ContentId> queue = new ArrayDeque<>();
    private boolean contacted;
    private boolean over;
    private int running;
    private int looked;

    Search(ShareId share, int before) {
      this.share = share;
      this.before = before;
    }

    void add(ContentId content, Consumer<Boolean> done) {
      List<Consumer<Boolean>> others = waiting.get(content);
      if (others != null) {
        others.add(done);
        return;
      }
      waiting.put(content, new ArrayList<>(List.of(done)));
      queue.add(content);
      if (contacted) {
        next();
      }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    void begin() {
      reachFormer.run();
      contactShare
          .apply(share)
          .whenComplete(
              (reached, failure) -> {
                contacted = true;
                next();
              });
    }

    /** Also when the share brought somebody, the first are looked up: a swarm is faster. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private void next() {
      while (!over && running < LOOKUPS_AT_ONCE && looked < MAX_LOOKUPS && !queue.isEmpty()) {
        ContentId content = queue.remove();
        running++;
        looked++;
        contactProviders.apply(content).whenComplete((found, failure) -> lookedUp(content));
      }
      if (running == 0) {
        end(isAnybodyNew());
      }
    }

    private boolean isAnybodyNew() {
      return peers.getAsInt() > before;
    }

    private void lookedUp(ContentId content) {
      running--;
      if (over) {
        return;
      }
      if (isAnybodyNew()) {
        end(true);
        return;
      }
      List<Consumer<Boolean>> told = waiting.remove(content);
      if (told != null) {
        told.forEach(each -> each.accept(false));
      }
      next();
    }

    private void end(boolean anybodyNew) {
      if (over) {
        return;
      }
      over = true;
      searches.remove(share, this);
      waiting.values().forEach(each -> each.forEach(done -> done.accept(anybodyNew)));
    }
  }
}
