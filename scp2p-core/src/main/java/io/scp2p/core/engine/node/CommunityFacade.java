package io.scp2p.core.engine.node;

import io.scp2p.api.CommunityLink;
import io.scp2p.api.community.Communities;
import io.scp2p.api.community.Community;
import io.scp2p.api.community.Member;
import io.scp2p.api.community.MembershipToken;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.share.PublicShare;
import io.scp2p.core.engine.community.CommunityEngine;
import io.scp2p.core.engine.community.CommunityPeers;
import io.scp2p.core.engine.community.PageSource;
import io.scp2p.core.engine.community.PageSource.Listed;
import io.scp2p.core.engine.community.PageSource.Page;
import io.scp2p.core.protocol.community.RecordLimits;
import io.scp2p.core.protocol.community.SearchWords;
import io.scp2p.core.wire.Bytes;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@link Communities}, over {@link CommunityEngine}. */
final class CommunityFacade implements Communities {
  /** Entries of one stream: more than a community can have, whatever peers hand out. */
  static final long MAX_ENTRIES = 1_000_000;

  /** Pages of one source. */
  static final long MAX_PAGES = 20_000;

  private static final Comparator<Listed> NEWEST_FIRST =
      Comparator.comparingLong(Listed::updatedAt).reversed();

  private final CommunityEngine engine;
  private final Signals signals;

  CommunityFacade(CommunityEngine engine, Signals signals) {
    this.engine = engine;
    this.signals = signals;
  }

  @Override
  public Flux<Community> list() {
    return signals.futures(engine::list);
  }

  @Override
  public Mono<Community> get(CommunityId id) {
    return signals.future(() -> engine.get(id));
  }

  @Override
  public Mono<Community> create(String name) {
    Objects.requireNonNull(name, "name");
    return signals.future(() -> engine.create(name));
  }

  @Override
  public Mono<Community> join(CommunityLink invitation) {
    return signals.future(() -> engine.join(invitation, null));
  }

  @Override
  public Mono<Community> join(CommunityLink invitation, String encodedToken) {
    Objects.requireNonNull(encodedToken, "encodedToken");
    return signals.future(() -> engine.join(invitation, encodedToken));
  }

  @Override
  public Mono<Void> leave(CommunityId id) {
    return signals.future(() -> engine.leave(id));
  }

  @Override
  public Mono<Community> rename(CommunityId id, String name) {
    Objects.requireNonNull(name, "name");
    return signals.future(() -> engine.rename(id, name));
  }

  @Override
  public Mono<MembershipToken> issueToken(CommunityId id, NodeKey member, Duration validity) {
    return signals.future(() -> engine.issueToken(id, member, validity));
  }

  @Override
  public Flux<Member> members(CommunityId id) {
    Flux<Member> paged =
        sources(id)
            .flatMapMany(
                sources -> Flux.fromIterable(sources).concatMap(source -> pages(source::members)));
    return Flux.concat(paged, signals.futures(() -> engine.members(id)))
        .distinct(CommunityFacade::name)
        .take(MAX_ENTRIES);
  }

  /** Those of whom only an address is known are told apart by it. */
  private static Object name(Member member) {
    NodeId id = member.id();
    return id == null ? member.addresses() : id;
  }

  @Override
  public Flux<PublicShare> shares(CommunityId id) {
    return found(id, source -> source::shares, signals.futures(() -> engine.shares(id)));
  }

  @Override
  public Flux<PublicShare> search(CommunityId id, String words) {
    List<String> wanted = RecordLimits.isQuery(words) ? SearchWords.of(words) : List.of();
    if (wanted.isEmpty()) {
      return Flux.error(
          new Scp2pException(
              ErrorCode.INVALID_QUERY,
              "A search in a community needs words, and not too many.",
              Map.of("limit", Integer.toString(RecordLimits.MAX_QUERY_BYTES))));
    }
    Flux<PublicShare> plain =
        signals
            .futures(() -> engine.shares(id))
            .filter(
                share ->
                    SearchWords.match(wanted, SearchWords.of(share.title(), share.description())));
    return found(id, source -> cursor -> source.search(words, cursor), plain);
  }

  private Mono<List<PageSource>> sources(CommunityId id) {
    return signals.future(() -> engine.sources(id));
  }

  /**
   * What several sources have, in one order and each once; then what v1 members say, who have to be
   * asked one by one. That none of these can be reached is no failure if others had something.
   */
  private Flux<PublicShare> found(
      CommunityId id, Function<PageSource, Ask<Listed>> ask, Flux<PublicShare> plain) {
    return Flux.defer(
        () -> {
          AtomicBoolean any = new AtomicBoolean();
          Flux<PublicShare> paged =
              sources(id)
                  .flatMapMany(
                      sources -> merged(sources.stream().map(ask).map(this::pages).toList()))
                  .map(Listed::share)
                  .doOnNext(share -> any.set(true));
          return Flux.concat(
                  paged,
                  plain.onErrorResume(
                      Scp2pException.class,
                      failure -> any.get() ? Flux.empty() : Flux.error(failure)))
              .distinct(PublicShare::id)
              .take(MAX_ENTRIES);
        });
  }

  @SuppressWarnings("unchecked")
  private static Flux<Listed> merged(List<Flux<Listed>> sources) {
    return Flux.mergeComparing(1, NEWEST_FIRST, sources.toArray(Flux[]::new));
  }

  /** Asks for a page from a place on. */
  @FunctionalInterface
  private interface Ask<T> {
    CompletableFuture<Page<T>> page(@Nullable Bytes cursor);
  }

  private <T> Flux<T> pages(Ask<T> ask) {
    return PageFlux.entries(
        page(ask, null),
        page -> page.next() == null ? Mono.empty() : page(ask, page.next()),
        MAX_PAGES,
        Page::entries);
  }

  /** A member that fails has nothing more to say; others do. */
  private <T> Mono<Page<T>> page(Ask<T> ask, @Nullable Bytes cursor) {
    return signals
        .future(() -> ask.page(cursor))
        .onErrorResume(CommunityPeers.AskException.class, failure -> Mono.empty());
  }
}
