package io.scp2p.core.engine.community;

import io.scp2p.api.PeerAddress;
import io.scp2p.api.ShareLink;
import io.scp2p.api.community.Member;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.share.PublicShare;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.follow.PublicBrowse;
import io.scp2p.core.protocol.community.CommunityRecord;
import io.scp2p.core.protocol.community.MemberRecord;
import io.scp2p.core.protocol.community.PageRequest;
import io.scp2p.core.protocol.community.RecordLimits;
import io.scp2p.core.protocol.community.RecordPage;
import io.scp2p.core.protocol.community.ShareRecord;
import io.scp2p.core.wire.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes pages of records into what the host sees. */
final class CommunitySources {
  /** Entries of one page that is asked for. */
  static final int PAGE = 100;

  private static final int PAGE_BYTES = RecordLimits.PAGE_ROOM_BYTES + 16_384;

  private final Loop loop;
  private final Offload offload;
  private final CommunityPeers peers;
  private final PageServices services;
  private final boolean strict;

  CommunitySources(
      Loop loop, Offload offload, CommunityPeers peers, PageServices services, boolean strict) {
    this.loop = loop;
    this.offload = offload;
    this.peers = peers;
    this.services = services;
    this.strict = strict;
  }

  /** A member, over the network. */
  PageSource remote(CommunityRow row, NodeKey peer) {
    return new Source(row, question -> ask(row, peer, question));
  }

  /** This node's own index. */
  PageSource local(CommunityRow row) {
    return new Source(row, question -> offload.call(() -> read(question)));
  }

  private record Records(List<CommunityRecord> records, @Nullable Bytes next) {}

  private Records read(PageRequest question) throws Exception {
    Optional<RecordPage> page = services.own(question);
    if (page.isEmpty()) {
      return new Records(List.of(), null);
    }
    List<CommunityRecord> records = new ArrayList<>();
    for (Bytes typed : page.get().records()) {
      records.add(CommunityRecord.decode(typed));
    }
    return new Records(records, page.get().next());
  }

  private CompletableFuture<Records> ask(CommunityRow row, NodeKey peer, PageRequest question) {
    CompletableFuture<Records> result = new CompletableFuture<>();
    loop.post(
        () -> {
          var unused =
              peers
                  .ask(peer, question, PAGE_BYTES)
                  .thenCompose(
                      response ->
                          response instanceof RecordPage page
                              ? offload.call(() -> verified(row, peer, page))
                              : CompletableFuture.completedFuture(new Records(List.of(), null)))
                  .whenComplete(
                      (records, failure) -> {
                        if (failure == null) {
                          result.complete(records);
                        } else {
                          result.completeExceptionally(failure);
                        }
                      });
        });
    return result;
  }

  private Records verified(CommunityRow row, NodeKey peer, RecordPage page)
      throws StoreException, CommunityPeers.AskException {
    long now = loop.time().wall().getEpochSecond();
    RecordChecks.Checked checked =
        new RecordChecks(row, services.index(), strict, now).check(page.records());
    if (checked.lie()) {
      loop.post(() -> peers.lied(peer));
      throw new CommunityPeers.AskException(new AskFailure.Malformed());
    }
    return new Records(checked.good(), page.next());
  }

  /** Turns records into entries, on the loop, where addresses are known. */
  private final class Source implements PageSource {
    private final CommunityRow row;
    private final Function<PageRequest, CompletableFuture<Records>> ask;

    Source(CommunityRow row, Function<PageRequest, CompletableFuture<Records>> ask) {
      this.row = row;
      this.ask = ask;
    }

    @Override
    public CompletableFuture<Page<Member>> members(@Nullable Bytes cursor) {
      PageRequest question =
          PageRequest.of(PageRequest.Kind.MEMBERS, row.id(), PAGE, IndexSync.proof(row));
      return ask.apply(question.from(cursor))
          .thenApply(
              records -> {
                List<Member> members = new ArrayList<>();
                for (CommunityRecord record : records.records()) {
                  if (record instanceof MemberRecord member && isAnother(member)) {
                    members.add(member(row, member));
                  }
                }
                return new Page<>(members, records.next());
              });
    }

    @Override
    public CompletableFuture<Page<Listed>> shares(@Nullable Bytes cursor) {
      return listed(
          PageRequest.of(PageRequest.Kind.SHARES, row.id(), PAGE, IndexSync.proof(row))
              .from(cursor));
    }

    @Override
    public CompletableFuture<Page<Listed>> search(String query, @Nullable Bytes cursor) {
      return listed(PageRequest.search(row.id(), query, PAGE, IndexSync.proof(row)).from(cursor));
    }

    private CompletableFuture<Page<Listed>> listed(PageRequest question) {
      return ask.apply(question)
          .thenApply(
              records -> {
                List<Listed> shares = new ArrayList<>();
                for (CommunityRecord record : records.records()) {
                  if (record instanceof ShareRecord share && isAnother(share)) {
                    shares.add(new Listed(share(share), share.body().updatedAt()));
                  }
                }
                return new Page<>(shares, records.next());
              });
    }
  }

  private boolean isAnother(CommunityRecord record) {
    return !record.isTombstone() && !record.member().equals(peers.self());
  }

  private Member member(CommunityRow row, MemberRecord record) {
    NodeKey key = record.member();
    List<PeerAddress> addresses = new ArrayList<>();
    peers.endpoints(key).forEach(at -> addresses.add(new PeerAddress(at, key, null)));
    record.body().addresses().stream()
        .flatMap(address -> peers.endpoint(address).stream())
        .map(at -> new PeerAddress(at, key, null))
        .filter(address -> !addresses.contains(address))
        .forEach(addresses::add);
    long now = loop.time().wall().getEpochSecond();
    boolean proven =
        record.proof() != null && new RecordChecks(row, null, strict, now).hasProof(record);
    return new Member(key.id(), addresses, proven, Instant.ofEpochSecond(record.issuedAt()));
  }

  private PublicShare share(ShareRecord record) {
    ShareRecord.Body body = record.body();
    NodeKey member = body.member();
    return new PublicShare(
        ShareLink.of(body.share(), PublicBrowse.hints(member, peers.endpoints(member))),
        body.seq(),
        body.manifest(),
        body.title(),
        body.description(),
        member.id());
  }
}
