package io.scp2p.core.protocol.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import io.scp2p.core.wire.message.ExtensionRequest;
import org.jspecify.annotations.Nullable;

/**
 * 660 to 663: asks for a page of what a node knows of a community (docs/community-protocol.md,
 * section K4).
 *
 * @param kind of what
 * @param community which
 * @param cursor where the page before ended; null for the first
 * @param limit records at most
 * @param proof the asker's membership token, for nodes in strict mode
 * @param query words, for {@link Kind#SEARCH}
 * @param sinceUnix only what was published from then on, for {@link Kind#SHARES}
 */
public record PageRequest(
    Kind kind,
    CommunityId community,
    @Nullable Bytes cursor,
    int limit,
    @Nullable Bytes proof,
    @Nullable String query,
    @Nullable Long sinceUnix)
    implements ExtensionRequest {
  private static final FieldNames NAMES =
      FieldNames.of("community_id", "cursor", "limit", "proof", "query", "since_unix");
  private static final int MAX_PROOF_BYTES = 1_024;

  /** What pages there are. */
  public enum Kind {
    /** Members, by their keys. */
    MEMBERS(660),
    /** Shares, the newest first. */
    SHARES(661),
    /** Shares that match words. */
    SEARCH(662),
    /** Everything, in the order in which the node came to know it. */
    EVENTS(663);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /** The number of the request and of its answer. */
    public int number() {
      return number;
    }
  }

  /** The first page of a kind that has no words and no time. */
  public static PageRequest of(Kind kind, CommunityId community, int limit, @Nullable Bytes proof) {
    return new PageRequest(kind, community, null, limit, proof, null, null);
  }

  /** The first page of a search. */
  public static PageRequest search(
      CommunityId community, String query, int limit, @Nullable Bytes proof) {
    return new PageRequest(Kind.SEARCH, community, null, limit, proof, query, null);
  }

  /** The same from another place on. */
  public PageRequest from(@Nullable Bytes newCursor) {
    return new PageRequest(kind, community, newCursor, limit, proof, query, sinceUnix);
  }

  static PageRequest read(Kind kind, CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    CommunityId community = null;
    Bytes cursor = null;
    int limit = 0;
    Bytes proof = null;
    String query = null;
    Long since = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "community_id" -> community = CommunityId.of(in.fixed(CommunityId.LENGTH));
        case "cursor" -> cursor = bounded(in, RecordLimits.MAX_CURSOR_BYTES);
        case "limit" -> limit = in.u16();
        case "proof" -> proof = bounded(in, MAX_PROOF_BYTES);
        case "query" -> query = query(in);
        case "since_unix" -> since = in.u64OrAbsent();
        default -> throw fields.unhandled(name);
      }
    }
    return new PageRequest(
        kind, fields.need("community_id", community), cursor, limit, proof, query, since);
  }

  private static @Nullable Bytes bounded(CborReader in, int maxBytes) throws WireException {
    int at = in.offset();
    Bytes bytes = in.blobOrAbsent();
    if (bytes != null && bytes.size() > maxBytes) {
      throw in.reject(Reason.TOO_LARGE, "longer than it can be", at);
    }
    return bytes;
  }

  private static @Nullable String query(CborReader in) throws WireException {
    int at = in.offset();
    String query = in.textOrAbsent();
    if (query != null && !RecordLimits.isQuery(query)) {
      throw in.reject(Reason.TOO_LARGE, "query too long", at);
    }
    return query;
  }

  @Override
  public int type() {
    return kind.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(6);
    out.key("community_id");
    out.bytes(community);
    out.key("cursor");
    out.bytesOrNull(cursor);
    out.key("limit");
    out.uint(limit);
    out.key("proof");
    out.bytesOrNull(proof);
    out.key("query");
    out.textOrNull(query);
    out.key("since_unix");
    out.uintOrNull(sinceUnix);
  }
}
