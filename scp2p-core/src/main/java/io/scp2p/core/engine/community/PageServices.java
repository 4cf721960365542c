package io.scp2p.core.engine.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.keys.StoreErrors;
import io.scp2p.core.protocol.community.Announce;
import io.scp2p.core.protocol.community.Announced;
import io.scp2p.core.protocol.community.CommunityMessages;
import io.scp2p.core.protocol.community.CommunityRecord;
import io.scp2p.core.protocol.community.LoadControl;
import io.scp2p.core.protocol.community.PageRequest;
import io.scp2p.core.protocol.community.RecordPage;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.serving.Responder;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Answers 660 to 664 (docs/community-protocol.md). Requests come on the loop; the store is read and
 * signatures are verified away from it.
 */
public final class PageServices {
  private final CommunityBook book;
  private final CommunityServices plain;
  private final @Nullable CommunityIndex index;
  private final @Nullable IndexPages pages;
  private final boolean strict;
  private final TimeSource time;
  private final Offload offload;
  private final LoadControl load = new LoadControl();
  private IndexListener listener = (community, changes) -> {};

  /**
   * Services of one node.
   *
   * @param plain knows who has shown a token
   * @param index null for a node that keeps none
   * @param strict whether records are shown only to those who prove membership
   */
  public PageServices(
      CommunityBook book,
      CommunityServices plain,
      @Nullable CommunityIndex index,
      boolean strict,
      Entropy entropy,
      TimeSource time,
      Offload offload) {
    this.book = book;
    this.plain = plain;
    this.index = index;
    this.pages = index == null ? null : open(index, entropy);
    this.strict = strict;
    this.time = time;
    this.offload = offload;
  }

  private static IndexPages open(CommunityIndex index, Entropy entropy) {
    try {
      return IndexPages.open(index, entropy);
    } catch (StoreException failure) {
      throw StoreErrors.ofState(failure);
    }
  }

  /** Takes on 660 to 664. */
  public ServiceRegistry.Builder addTo(ServiceRegistry.Builder registry) {
    return registry.serve(PageRequest.class, this::page).serve(Announce.class, this::announced);
  }

  void onChange(IndexListener newListener) {
    listener = newListener;
  }

  @Nullable CommunityIndex index() {
    return index;
  }

  /** What this node itself would answer; empty if it keeps nothing. */
  Optional<RecordPage> own(PageRequest question) throws StoreException {
    return pages == null
        ? Optional.empty()
        : pages.page(question, true, time.wall().getEpochSecond());
  }

  private void page(PageRequest request, Requester from, Responder to) {
    Optional<CommunityRow> row = book.find(request.community());
    if (row.isEmpty() || pages == null) {
      to.answer(new Answer.Failure(CommunityMessages.NOT_KEPT_TEXT));
      return;
    }
    NodeKey peer = from.key();
    if (!load.admit(peer, request.community(), request.kind(), time.nanos())) {
      to.answer(new Answer.Failure(CommunityMessages.RATE_TEXT));
      return;
    }
    answer(request.community(), peer, to, () -> page(row.get(), request, peer));
  }

  private void answer(
      CommunityId community, @Nullable NodeKey peer, Responder to, Callable<Answer> work) {
    var unused =
        offload
            .call(work)
            .whenComplete(
                (answer, failure) -> {
                  load.ended(peer, community);
                  to.answer(failure == null ? answer : new Answer.Failure(Answer.BUSY_TEXT));
                });
  }

  private Answer page(CommunityRow row, PageRequest request, @Nullable NodeKey session)
      throws StoreException {
    Optional<String> refusal = plain.admission(row, session, session, request.proof());
    if (refusal.isPresent()) {
      return new Answer.Failure(refusal.get());
    }
    long now = time.wall().getEpochSecond();
    boolean insider = session != null && plain.shown().has(row.id(), session, now);
    IndexPages open = pages;
    return open == null
        ? new Answer.Failure(CommunityMessages.NOT_KEPT_TEXT)
        : open.page(request, insider, now)
            .<Answer>map(Answer.Success::new)
            .orElseGet(() -> new Answer.Failure(CommunityMessages.CURSOR_TEXT));
  }

  private void announced(Announce request, Requester from, Responder to) {
    Optional<CommunityRow> row = book.find(request.community());
    NodeKey peer = from.key();
    CommunityIndex kept = index;
    if (row.isEmpty() || kept == null || peer == null) {
      to.answer(new Answer.Failure(CommunityMessages.NOT_KEPT_TEXT));
      return;
    }
    if (!load.admitRecords(peer, request.community(), request.records().size(), time.nanos())) {
      to.answer(new Answer.Failure(CommunityMessages.RATE_TEXT));
      return;
    }
    answer(request.community(), peer, to, () -> announced(row.get(), kept, request, peer));
  }

  private Answer announced(CommunityRow row, CommunityIndex kept, Announce request, NodeKey session)
      throws StoreException {
    Optional<String> refusal = plain.admission(row, session, session, request.proof());
    if (refusal.isPresent()) {
      return new Answer.Failure(refusal.get());
    }
    RecordChecks checks = new RecordChecks(row, kept, strict, time.wall().getEpochSecond());
    // Nobody announces anybody but himself: that it is he, the session has proved.
    List<CommunityRecord> own =
        checks.check(request.records()).good().stream()
            .filter(record -> record.member().equals(session))
            .toList();
    CommunityIndex.Adopted adopted = kept.adopt(row.id(), own);
    if (!adopted.changes().isEmpty()) {
      var unused =
          offload
              .call(() -> true)
              .whenComplete((done, failure) -> listener.changed(row.id(), adopted.changes()));
    }
    return new Answer.Success(new Announced(adopted.kept()));
  }
}
