package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.pairing.IncomingOffer;
import io.scp2p.api.pairing.Pairing;
import io.scp2p.api.pairing.PairingCode;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.examples.node.daemon.http.HttpFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Offers between the code that was typed and the answer of a person. */
final class IncomingOffers {
  /** More than anybody types at a time; the oldest that are over are forgotten first. */
  static final int MAX = 32;

  private final Pairing pairing;
  private final Map<String, Meeting> meetings = new LinkedHashMap<>();

  IncomingOffers(Pairing pairing) {
    this.pairing = pairing;
  }

  /** Where an offer is. */
  enum State {
    /** The other side is being looked for. */
    MEETING,
    /** A person has to decide. */
    OFFERED,
    /** It arrives. */
    ACCEPTED,
    /** The other side was told no. */
    DECLINED,
    /** The code was wrong, or nobody came. */
    FAILED
  }

  /** What the other side wants to send; of many files the first. */
  record OfferView(
      String id,
      State state,
      @Nullable NodeKey sender,
      List<ItemView> items,
      int totalItems,
      long totalBytes,
      @Nullable String message,
      @Nullable PathKind path,
      HttpFailure.@Nullable Body error,
      @Nullable TransferId transfer) {}

  private static final class Meeting {
    private final String id = UUID.randomUUID().toString();
    private final Sinks.Empty<Void> met = Sinks.empty();
    private final Disposable.Swap search = Disposables.swap();
    private State state = State.MEETING;
    private @Nullable IncomingOffer offer;
    private HttpFailure.@Nullable Body error;
    private @Nullable TransferId transfer;

    private synchronized void offered(IncomingOffer found) {
      offer = found;
      if (state == State.MEETING) {
        state = State.OFFERED;
      }
      met.tryEmitEmpty();
    }

    private synchronized void failed(Throwable failure) {
      if (state == State.MEETING) {
        state = State.FAILED;
        error = HttpFailure.from(failure).body();
      }
      met.tryEmitEmpty();
    }

    private synchronized boolean isOver() {
      return state != State.MEETING && state != State.OFFERED;
    }

    private synchronized OfferView view() {
      IncomingOffer known = offer;
      return new OfferView(
          id,
          state,
          known == null ? null : known.sender(),
          known == null
              ? List.of()
              : known.items().stream()
                  .limit(TransferViews.MAX_SHOWN)
                  .map(ItemView::offered)
                  .toList(),
          known == null ? 0 : known.items().size(),
          known == null ? 0 : known.totalBytes(),
          known == null ? null : known.message().orElse(null),
          known == null ? null : known.path(),
          error,
          transfer);
    }

    private synchronized Download accept(Path target) {
      IncomingOffer known = offer;
      if (known == null || state != State.OFFERED) {
        throw new Scp2pException(
            ErrorCode.ILLEGAL_TRANSITION, "There is nothing to accept, or not any more.");
      }
      Download download = known.accept(target);
      state = State.ACCEPTED;
      transfer = download.id();
      return download;
    }

    private synchronized Mono<Void> decline() {
      IncomingOffer known = offer;
      if (state == State.ACCEPTED) {
        throw new Scp2pException(
            ErrorCode.ILLEGAL_TRANSITION, "It was accepted; cancel its transfer instead.");
      }
      state = state == State.FAILED ? state : State.DECLINED;
      search.dispose();
      met.tryEmitEmpty();
      return known == null ? Mono.empty() : known.decline();
    }
  }

  OfferView meet(PairingCode code) {
    Meeting meeting = new Meeting();
    synchronized (meetings) {
      meetings.values().removeIf(old -> meetings.size() >= MAX && old.isOver());
      if (meetings.size() >= MAX) {
        throw HttpFailure.of(
            429, "HTTP_TOO_MANY", "There are " + MAX + " open offers.", "Answer them first.");
      }
      meetings.put(meeting.id, meeting);
    }
    meeting.search.update(pairing.receive(code).subscribe(meeting::offered, meeting::failed));
    return meeting.view();
  }

  List<OfferView> all() {
    synchronized (meetings) {
      return meetings.values().stream().map(Meeting::view).toList();
    }
  }

  /** The offer, once it is no longer looked for, or when the time is over. */
  Mono<OfferView> await(String id, Duration patience) {
    Meeting meeting = find(id);
    return meeting
        .met
        .asMono()
        .timeout(patience, Mono.empty())
        .then(Mono.fromSupplier(meeting::view));
  }

  Download accept(String id, Path target) {
    return find(id).accept(target);
  }

  Mono<Void> decline(String id) {
    return find(id).decline();
  }

  private Meeting find(String id) {
    synchronized (meetings) {
      Meeting meeting = meetings.get(id);
      if (meeting == null) {
        throw HttpFailure.notFound("This offer");
      }
      return meeting;
    }
  }
}
