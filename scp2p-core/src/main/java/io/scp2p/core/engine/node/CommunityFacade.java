package io.scp2p.core.engine.node;

import io.scp2p.api.CommunityLink;
import io.scp2p.api.community.Communities;
import io.scp2p.api.community.Community;
import io.scp2p.api.community.Member;
import io.scp2p.api.community.MembershipToken;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.share.PublicShare;
import io.scp2p.core.engine.community.CommunityEngine;
import java.time.Duration;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@link Communities}, over {@link CommunityEngine}. */
final class CommunityFacade implements Communities {
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
    return signals.futures(() -> engine.members(id));
  }

  @Override
  public Flux<PublicShare> shares(CommunityId id) {
    return signals.futures(() -> engine.shares(id));
  }

  @Override
  public Flux<PublicShare> search(CommunityId id, String words) {
    return shares(id);
  }
}
