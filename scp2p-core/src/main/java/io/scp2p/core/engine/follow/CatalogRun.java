package io.scp2p.core.engine.follow;

import io.scp2p.api.ShareLink;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.catalog.ManifestLimits;
import io.scp2p.core.catalog.pages.KeyedItem;
import io.scp2p.core.catalog.pages.ManifestSkeleton;
import io.scp2p.core.catalog.pages.PageRef;
import io.scp2p.core.catalog.pages.TreeItems;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.Reply;
import io.scp2p.core.engine.pages.PageStore;
import io.scp2p.core.protocol.catalog.CatalogEffect;
import io.scp2p.core.protocol.catalog.CatalogFinding;
import io.scp2p.core.protocol.catalog.CatalogInput;
import io.scp2p.core.protocol.catalog.CatalogMachine;
import io.scp2p.core.protocol.catalog.CatalogMessages;
import io.scp2p.core.protocol.catalog.CatalogOffer;
import io.scp2p.core.protocol.catalog.GetCatalog;
import io.scp2p.core.protocol.catalog.GetPages;
import io.scp2p.core.protocol.catalog.OfferCheck;
import io.scp2p.core.protocol.catalog.Pages;
import io.scp2p.core.protocol.catalog.PagesCheck;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.protocol.sync.CatalogOutcome;
import io.scp2p.core.protocol.sync.Finding;
import io.scp2p.core.protocol.sync.ManifestCheck;
import io.scp2p.core.protocol.sync.VerifiedHead;
import io.scp2p.core.protocol.sync.VerifiedManifest;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.ShareItem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One attempt to get a catalog: performs what a {@link CatalogMachine} wants. On the loop. */
final class CatalogRun {
  private static final MessageCodec CODEC = CatalogMessages.addTo(MessageCodec.v1());

  /** As much as bulk: offers with changes may be half a MiB. */
  private static final int OFFER_BYTES = 64 << 10;

  private static final int PAGES_BYTES = 512 << 10;

  private final Loop loop;
  private final Offload offload;
  private final SyncPeers peers;
  private final PageStore pages;
  private final ShareId share;
  private final VerifiedHead head;
  private final OfferCheck offers;
  private final BiConsumer<NodeKey, ErrorCode> lied;
  private final Consumer<CatalogOutcome> done;
  private final CatalogMachine machine = new CatalogMachine();
  private final Alarm alarm;

  /** What is written is written in this order. */
  private CompletableFuture<?> writing = CompletableFuture.completedFuture(null);

  private GetCatalog.@Nullable Base base;

  CatalogRun(
      SyncParts parts,
      ShareLink link,
      VerifiedHead head,
      BiConsumer<NodeKey, ErrorCode> lied,
      Consumer<CatalogOutcome> done) {
    this.loop = parts.loop();
    this.offload = parts.offload();
    this.peers = parts.peers();
    this.pages = parts.pages();
    this.share = link.shareId();
    this.head = head;
    this.offers = new OfferCheck(link.shareKey(), head.seq(), pages.maxItems());
    this.lied = lied;
    this.done = done;
    this.alarm = new Alarm(loop, () -> perform(machine.onTimeout(loop.time().nanos())));
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  void start(List<NodeKey> able) {
    offload
        .call(() -> pages.root(share))
        .whenComplete(
            (root, failure) -> {
              if (failure == null && root.isPresent()) {
                base = new GetCatalog.Base(root.get().root().seq(), root.get().root().rootHash());
              }
              feed(failure == null ? new CatalogInput.Start(able) : new CatalogInput.StoreFailed());
            });
  }

  void cancel() {
    feed(new CatalogInput.Cancelled());
  }

  private void feed(CatalogInput input) {
    perform(machine.accept(loop.time().nanos(), input));
  }

  private void perform(List<CatalogEffect> effects) {
    alarm.set(machine.deadlineNanos());
    effects.forEach(this::perform);
  }

  private void perform(CatalogEffect effect) {
    if (effect instanceof CatalogEffect.AskCatalog ask) {
      ask(
          ask.ask(),
          ask.peer(),
          new GetCatalog(share, head.seq(), base),
          OFFER_BYTES,
          response ->
              response instanceof CatalogOffer offer
                  ? offers.examine(offer, loop.time().wall().getEpochSecond())
                  : new CatalogFinding.Wrong(ErrorCode.PROTOCOL_VIOLATION));
    } else if (effect instanceof CatalogEffect.AskPages ask) {
      List<Bytes> hashes = ask.pages().stream().map(PageRef::hash).toList();
      ask(
          ask.ask(),
          ask.peer(),
          new GetPages(share, hashes),
          PAGES_BYTES,
          response ->
              response instanceof Pages some
                  ? PagesCheck.examine(ask.pages(), some)
                  : new CatalogFinding.Wrong(ErrorCode.PROTOCOL_VIOLATION));
    } else if (effect instanceof CatalogEffect.Lied liar) {
      lied.accept(liar.peer(), liar.what());
    } else if (effect instanceof CatalogEffect.Done end) {
      done.accept(end.outcome());
    } else {
      performInStore(effect);
    }
  }

  private void performInStore(CatalogEffect effect) {
    if (effect instanceof CatalogEffect.Target target) {
      write(
          () -> {
            pages.begin(share, target.root().rootHash());
            return true;
          },
          begun -> {});
    } else if (effect instanceof CatalogEffect.Apply apply) {
      write(
          () -> pages.apply(share, apply.root(), apply.changes()),
          good -> feed(new CatalogInput.Applied(apply.work(), good)));
    } else if (effect instanceof CatalogEffect.Examine examine) {
      // In line with what is written: left-overs may just be cleared away.
      write(
          () -> missing(examine.pages()),
          missing -> feed(new CatalogInput.Examined(examine.work(), missing)));
    } else if (effect instanceof CatalogEffect.Keep keep) {
      write(
          () -> {
            pages.keep(share, keep.pages());
            return true;
          },
          kept -> feed(new CatalogInput.Kept(keep.work())));
    } else if (effect instanceof CatalogEffect.Assemble assemble) {
      write(
          () -> new Assembled(assembled(assemble.offer())),
          made -> feed(new CatalogInput.Assembled(assemble.work(), made.manifest())));
    }
  }

  /** Holds what may be missing. */
  private record Assembled(@Nullable VerifiedManifest manifest) {}

  private List<PageRef> missing(List<PageRef> wanted) throws StoreException {
    List<PageRef> missing = new ArrayList<>();
    for (PageRef ref : wanted) {
      if (!pages.has(share, ref.hash())) {
        missing.add(ref);
      }
    }
    return missing;
  }

  private @Nullable VerifiedManifest assembled(CatalogFinding.Offer offer) throws StoreException {
    if (offer.root().root().itemCount() > ManifestLimits.MAX_ITEMS) {
      return null;
    }
    List<ShareItem> items = new ArrayList<>();
    TreeItems tree = new TreeItems(pages.source(share), offer.root().root().ref());
    for (KeyedItem item = tree.next(); item != null; item = tree.next()) {
      items.add(item.item());
    }
    Bytes whole = ManifestSkeleton.fill(offer.skeleton(), items).encoded();
    Finding finding =
        ManifestCheck.cached(offer.head(), whole, loop.time().wall().getEpochSecond());
    return finding instanceof Finding.Found found ? found.manifest() : null;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private <T> void write(Callable<T> work, Consumer<T> then) {
    CompletableFuture<T> step =
        writing.thenCompose(
            before ->
                offload.call(
                    () -> {
                      try {
                        return work.call();
                      } catch (StoreException failure) {
                        pages.mend(share, failure);
                        throw failure;
                      }
                    }));
    writing = step;
    step.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            then.accept(value);
          } else {
            feed(new CatalogInput.StoreFailed());
          }
        });
  }

  private void ask(
      long ask,
      NodeKey peer,
      Request request,
      int expectedBytes,
      Function<Response, CatalogFinding> check) {
    peers.ask(
        peer,
        request,
        expectedBytes,
        new Reply() {
          @Override
          public void answered(Envelope answer) {
            examine(ask, answer, check);
          }

          @Override
          public void failed(SessionFailure why) {
            ErrorCode code = SyncRun.code(why);
            feed(new CatalogInput.Answered(ask, new CatalogFinding.Unanswered(code)));
          }
        });
  }

  /** Decoding, hashing and signatures take too long for the loop. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void examine(long ask, Envelope answer, Function<Response, CatalogFinding> check) {
    offload
        .call(() -> finding(answer, check))
        .whenComplete(
            (finding, failure) ->
                feed(
                    new CatalogInput.Answered(
                        ask,
                        failure == null
                            ? finding
                            : new CatalogFinding.Unanswered(ErrorCode.TOO_BUSY))));
  }

  private static CatalogFinding finding(Envelope answer, Function<Response, CatalogFinding> check) {
    if (answer.isError()) {
      return answer.errorText().contains(WireErrorText.RATE_LIMIT_MARKER)
          ? new CatalogFinding.Unanswered(ErrorCode.RATE_LIMITED)
          : new CatalogFinding.Nothing();
    }
    try {
      return check.apply(CODEC.decodeResponse(answer.type(), answer.payload()));
    } catch (WireException malformed) {
      return new CatalogFinding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
    }
  }
}
