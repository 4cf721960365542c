package io.scp2p.api.community;

import io.scp2p.api.CommunityLink;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.share.PublicShare;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Communities this node takes part in. */
public interface Communities {
  /** {@return every community joined} */
  Flux<Community> list();

  /**
   * Finds a joined community.
   *
   * @param id its id
   * @return the community, or {@link ErrorCode#UNKNOWN_COMMUNITY}
   */
  Mono<Community> get(CommunityId id);

  /**
   * Makes a new community and joins it.
   *
   * @param name this node's name for it
   * @return the community, once its key is stored durably
   */
  Mono<Community> create(String name);

  /**
   * Joins a community and tells its members.
   *
   * @param invitation its link
   * @return the community, once joining is durable
   */
  Mono<Community> join(CommunityLink invitation);

  /**
   * Joins with a proof of membership, or adds one to a joined community.
   *
   * @param invitation its link
   * @param encodedToken {@link MembershipToken#encoded()}, issued for this node
   * @return the community, or {@link ErrorCode#TOKEN_INVALID}
   */
  Mono<Community> join(CommunityLink invitation, String encodedToken);

  /**
   * Leaves. Harmless if the community was not joined.
   *
   * @param id its id
   * @return completes when leaving is durable; others notice later
   */
  Mono<Void> leave(CommunityId id);

  /**
   * Changes this node's own name for a community.
   *
   * @param id its id
   * @param name the new name
   * @return the community
   */
  Mono<Community> rename(CommunityId id, String name);

  /**
   * Signs a proof of membership.
   *
   * @param id a community whose key this node holds
   * @param member for whom
   * @param validity how long it counts
   * @return the token, or {@link ErrorCode#NOT_THE_PUBLISHER}
   */
  Mono<MembershipToken> issueToken(CommunityId id, NodeKey member, Duration validity);

  /**
   * Finds participants, asking page after page as they are asked for.
   *
   * @param id its id
   * @return each once
   */
  Flux<Member> members(CommunityId id);

  /**
   * Finds public shares bound to a community, page after page as they are asked for.
   *
   * @param id its id
   * @return each once, newest first
   */
  Flux<PublicShare> shares(CommunityId id);

  /**
   * Searches titles, descriptions and tags of a community's public shares at its members. The words
   * leave this machine.
   *
   * @param id its id
   * @param words what for
   * @return what members found, each share once
   */
  Flux<PublicShare> search(CommunityId id, String words);
}
