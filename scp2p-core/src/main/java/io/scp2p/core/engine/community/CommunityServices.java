package io.scp2p.core.engine.community;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.share.PublicListing;
import io.scp2p.core.protocol.community.Admission;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.serving.Responder;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.CommunityPublicShareList;
import io.scp2p.core.wire.message.CommunityStatus;
import io.scp2p.core.wire.message.GetCommunityStatus;
import io.scp2p.core.wire.message.ListCommunityPublicShares;
import io.scp2p.core.wire.record.MembershipToken;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers 404 and 406 (specification sections 11.3 and 11.4). */
public final class CommunityServices {
  private final CommunityBook book;
  private final PublicListing listing;
  private final boolean strict;
  private final TimeSource time;
  private final Offload offload;
  private final ShownTokens shown = new ShownTokens();

  /**
   * Services of one node.
   *
   * @param strict whether shares are listed only to those who prove membership
   */
  public CommunityServices(
      CommunityBook book, PublicListing listing, boolean strict, TimeSource time, Offload offload) {
    this.book = book;
    this.listing = listing;
    this.strict = strict;
    this.time = time;
    this.offload = offload;
  }

  /** Takes on 404 and 406. */
  public ServiceRegistry.Builder addTo(ServiceRegistry.Builder registry) {
    return registry
        .serve(GetCommunityStatus.class, (request, from, to) -> to.answer(status(request, from)))
        .serve(ListCommunityPublicShares.class, this::list);
  }

  ShownTokens shown() {
    return shown;
  }

  private Answer status(GetCommunityStatus request, Requester from) {
    if (!request.communityKey().id().equals(request.communityId())) {
      return new Answer.Failure(WireErrorText.COMMUNITY_KEY_MISMATCH);
    }
    Optional<CommunityRow> row = book.find(request.communityId());
    if (row.isEmpty()) {
      return new Answer.Success(new CommunityStatus(request.communityId(), false, null, null));
    }
    NodeKey asker = from.key();
    MembershipToken token = row.get().token();
    boolean discloses =
        token != null && asker != null && shown.has(request.communityId(), asker, nowUnix());
    return new Answer.Success(
        new CommunityStatus(
            request.communityId(),
            true,
            discloses && token != null ? token.encoded() : null,
            row.get().name()));
  }

  private void list(ListCommunityPublicShares request, Requester from, Responder to) {
    if (!request.communityKey().id().equals(request.communityId())) {
      to.answer(new Answer.Failure(WireErrorText.COMMUNITY_KEY_MISMATCH));
      return;
    }
    var unused =
        offload
            .call(() -> listed(request, from.key()))
            .whenComplete(
                (answer, failure) ->
                    to.answer(failure == null ? answer : new Answer.Failure(Answer.BUSY_TEXT)));
  }

  private Answer listed(ListCommunityPublicShares request, @Nullable NodeKey session)
      throws StoreException {
    Optional<CommunityRow> row = book.find(request.communityId());
    if (row.isEmpty()) {
      return new Answer.Success(new CommunityPublicShareList(request.communityId(), List.of()));
    }
    Optional<String> refusal =
        admission(row.get(), session, request.requesterKey(), request.requesterProof());
    if (refusal.isPresent()) {
      return new Answer.Failure(refusal.get());
    }
    return new Answer.Success(
        new CommunityPublicShareList(
            request.communityId(),
            listing.inCommunity(request.communityId(), request.maxEntries())));
  }

  /**
   * Looks at a proof, if there is one or has to be one, and remembers whose it is. Verifies a
   * signature.
   *
   * @return why the asker may not see what is shared, or empty
   */
  Optional<String> admission(
      CommunityRow row,
      @Nullable NodeKey session,
      @Nullable NodeKey claimed,
      @Nullable Bytes proof) {
    if (proof == null && !strict) {
      return Optional.empty();
    }
    Optional<String> refusal = Admission.refusal(row.key(), session, claimed, proof, nowUnix());
    if (refusal.isEmpty() && session != null && proof != null) {
      shown.shown(row.id(), session, expiry(proof));
    }
    return strict ? refusal : Optional.empty();
  }

  private static long expiry(Bytes proof) {
    try {
      // Above 2^63 seconds is never; the comparison is of signed numbers.
      return MembershipToken.decode(proof).body().expiresAt() & Long.MAX_VALUE;
    } catch (WireException malformed) {
      return 0;
    }
  }

  long nowUnix() {
    return time.wall().getEpochSecond();
  }
}
