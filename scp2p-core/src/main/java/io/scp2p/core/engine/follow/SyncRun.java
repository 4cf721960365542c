package io.scp2p.core.engine.follow;

import io.scp2p.api.ShareLink;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.Reply;
import io.scp2p.core.engine.catalog.CatalogStore;
import io.scp2p.core.protocol.dht.DhtKeys;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.protocol.sync.CatalogOutcome;
import io.scp2p.core.protocol.sync.Finding;
import io.scp2p.core.protocol.sync.HeadCheck;
import io.scp2p.core.protocol.sync.LocalVersion;
import io.scp2p.core.protocol.sync.ManifestCheck;
import io.scp2p.core.protocol.sync.SyncEffect;
import io.scp2p.core.protocol.sync.SyncInput;
import io.scp2p.core.protocol.sync.SyncMachine;
import io.scp2p.core.protocol.sync.SyncOutcome;
import io.scp2p.core.protocol.sync.VerifiedHead;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.message.GetManifest;
import io.scp2p.core.wire.message.ManifestData;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One look at one share: performs what a {@link SyncMachine} wants done. On the loop. */
final class SyncRun {
  /** A head with its signature as integers, and some closer peers. */
  private static final int HEAD_BYTES = 4_096;

  private final Loop loop;
  private final Offload offload;
  private final SyncPeers peers;
  private final CatalogStore catalog;
  private final SyncParts parts;
  private final ShareLink link;
  private final Listener listener;
  private final SyncMachine machine;
  private final Alarm alarm;
  private @Nullable CatalogRun catalogRun;

  /** Told what a run finds out. On the loop. */
  interface Listener {
    /** A peer has shown a head that the key of the share has signed, so it knows the share. */
    void held(NodeKey peer);

    void refused(NodeKey peer, ErrorCode what, long seq);

    void lied(NodeKey peer, ErrorCode what);

    /** The last call. */
    void done(SyncOutcome outcome);
  }

  SyncRun(SyncParts parts, ShareLink link, @Nullable LocalVersion local, Listener listener) {
    this.parts = parts;
    this.loop = parts.loop();
    this.offload = parts.offload();
    this.peers = parts.peers();
    this.catalog = parts.catalog();
    this.link = link;
    this.listener = listener;
    this.machine = new SyncMachine(local, true);
    this.alarm = new Alarm(loop, this::timeout);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  void start() {
    feed(new SyncInput.Peers(peers.known(link.shareId()), false));
    peers
        .find(link)
        .whenComplete(
            (found, failure) ->
                feed(new SyncInput.Peers(failure == null ? found : List.of(), true)));
  }

  void cancel() {
    if (catalogRun != null) {
      catalogRun.cancel();
    }
    feed(new SyncInput.Cancelled());
  }

  private void feed(SyncInput input) {
    perform(machine.accept(loop.time().nanos(), input));
  }

  private void timeout() {
    perform(machine.onTimeout(loop.time().nanos()));
  }

  private void perform(List<SyncEffect> effects) {
    // First: an effect may be answered at once, and then the machine has another deadline.
    alarm.set(machine.deadlineNanos());
    effects.forEach(this::perform);
  }

  private void perform(SyncEffect effect) {
    if (effect instanceof SyncEffect.AskHead ask) {
      ask(
          ask.ask(),
          ask.peer(),
          new FindValue(DhtKeys.shareHead(link.shareId())),
          HEAD_BYTES,
          response ->
              response instanceof FindValueResult result
                  ? HeadCheck.examine(link.shareKey(), result)
                  : new Finding.Wrong(ErrorCode.PROTOCOL_VIOLATION));
    } else if (effect instanceof SyncEffect.AskValue ask) {
      ask(
          ask.ask(),
          ask.peer(),
          new FindValue(DhtKeys.manifest(ask.head().manifestId())),
          WireLimits.DHT_VALUE_BYTES,
          response ->
              response instanceof FindValueResult result
                  ? ManifestCheck.value(ask.head(), result, unixSeconds())
                  : new Finding.Wrong(ErrorCode.PROTOCOL_VIOLATION));
    } else if (effect instanceof SyncEffect.AskManifest ask) {
      ask(
          ask.ask(),
          ask.peer(),
          new GetManifest(ask.head().manifestId()),
          WireLimits.PAYLOAD_BYTES,
          response ->
              response instanceof ManifestData result
                  ? ManifestCheck.direct(ask.head(), result, unixSeconds())
                  : new Finding.Wrong(ErrorCode.PROTOCOL_VIOLATION));
    } else if (effect instanceof SyncEffect.TryCatalog attempt) {
      tryCatalog(attempt);
    } else if (effect instanceof SyncEffect.ReadCache read) {
      readCache(read.head());
    } else if (effect instanceof SyncEffect.Refused refused) {
      listener.refused(refused.peer(), refused.what(), refused.seq());
    } else if (effect instanceof SyncEffect.Lied lied) {
      listener.lied(lied.peer(), lied.what());
    } else {
      listener.done(((SyncEffect.Done) effect).outcome());
    }
  }

  private void tryCatalog(SyncEffect.TryCatalog attempt) {
    List<NodeKey> able = attempt.peers().stream().filter(peers::hasCatalogs).toList();
    if (able.isEmpty()) {
      feed(new SyncInput.CatalogTried(new CatalogOutcome.Nothing()));
      return;
    }
    catalogRun =
        new CatalogRun(
            parts,
            link,
            attempt.head(),
            listener::lied,
            outcome -> feed(new SyncInput.CatalogTried(outcome)));
    catalogRun.start(able);
  }

  private long unixSeconds() {
    return loop.time().wall().getEpochSecond();
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void readCache(VerifiedHead head) {
    offload
        .call(
            () -> {
              Optional<Bytes> kept = catalog.manifest(head.manifestId());
              return kept.isEmpty()
                  ? new Finding.Nothing()
                  : ManifestCheck.cached(head, kept.get(), unixSeconds());
            })
        .whenComplete(
            (finding, failure) ->
                feed(new SyncInput.CacheRead(failure == null ? finding : new Finding.Nothing())));
  }

  private void ask(
      long ask,
      NodeKey peer,
      Request request,
      int expectedBytes,
      Function<Response, Finding> check) {
    peers.ask(
        peer,
        request,
        expectedBytes,
        new Reply() {
          @Override
          public void answered(Envelope answer) {
            examine(ask, peer, answer, check);
          }

          @Override
          public void failed(SessionFailure why) {
            feed(new SyncInput.Answered(ask, new Finding.Unanswered(code(why))));
          }
        });
  }

  /** Decoding, hashing and signatures take too long for the loop. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void examine(long ask, NodeKey peer, Envelope answer, Function<Response, Finding> check) {
    offload
        .call(() -> finding(answer, check))
        .whenComplete(
            (finding, failure) -> {
              if (finding instanceof Finding.Head) {
                listener.held(peer);
              }
              feed(
                  new SyncInput.Answered(
                      ask, failure == null ? finding : new Finding.Unanswered(ErrorCode.TOO_BUSY)));
            });
  }

  static Finding finding(Envelope answer, Function<Response, Finding> check) {
    if (answer.isError()) {
      // "manifest not found", or whatever else keeps the peer from helping.
      return answer.errorText().contains(WireErrorText.RATE_LIMIT_MARKER)
          ? new Finding.Unanswered(ErrorCode.RATE_LIMITED)
          : new Finding.Nothing();
    }
    try {
      return check.apply(MessageCodec.v1().decodeResponse(answer.type(), answer.payload()));
    } catch (WireException malformed) {
      return new Finding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
    }
  }

  static ErrorCode code(SessionFailure why) {
    return switch (why) {
      case TIMED_OUT -> ErrorCode.PEER_TIMED_OUT;
      case BUSY -> ErrorCode.TOO_BUSY;
      case PROTOCOL -> ErrorCode.PROTOCOL_VIOLATION;
      case DEAD, ENDED -> ErrorCode.CONNECTION_LOST;
      case UNREACHABLE, MAY_NOT_ASK, TOO_LARGE, CANCELLED, INTERNAL -> ErrorCode.PEER_UNREACHABLE;
    };
  }
}
