package io.scp2p.api.search;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.TrustLevel;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to search for.
 *
 * @param text words; blank finds nothing
 * @param mode how words are compared
 * @param shares only in these; empty means all
 * @param trust only in shares of these levels
 * @param tags only items that have all of these
 * @param mimeTypes only items of these types, such as {@code image/png} or {@code image/*}; empty
 *     means all
 * @param minBytes only items of at least this size
 * @param maxBytes only items of at most this size
 * @param order in which order hits come
 * @param facets what to count hits by
 * @param pageSize how many hits a page has
 * @param cursor where a former page ended, or null for the first
 */
public record SearchQuery(
    String text,
    MatchMode mode,
    Set<ShareId> shares,
    Set<TrustLevel> trust,
    Set<String> tags,
    Set<String> mimeTypes,
    long minBytes,
    long maxBytes,
    SearchOrder order,
    Set<FacetKind> facets,
    int pageSize,
    @Nullable String cursor) {
  /** Specification section 13.2. */
  public static final int DEFAULT_PAGE_SIZE = 20;

  /** Specification section 13.2. */
  public static final int MAX_PAGE_SIZE = 200;

  /** More than anybody types; bounds the work of one query. */
  public static final int MAX_TEXT_LENGTH = 1_024;

  /** Specification section 13.3: untrusted shares are searched only when asked for. */
  public static final Set<TrustLevel> DEFAULT_TRUST = Set.of(TrustLevel.TRUSTED, TrustLevel.NORMAL);

  /** Refuses what cannot be answered, with {@link ErrorCode#INVALID_QUERY}. */
  public SearchQuery {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(order, "order");
    check("text", text.length() <= MAX_TEXT_LENGTH, text.length());
    check("minBytes", minBytes >= 0, minBytes);
    check("maxBytes", maxBytes >= minBytes, maxBytes);
    check("pageSize", pageSize >= 1 && pageSize <= MAX_PAGE_SIZE, pageSize);
    shares = Set.copyOf(shares);
    trust = Set.copyOf(trust);
    tags = Set.copyOf(tags);
    mimeTypes = Set.copyOf(mimeTypes);
    facets = Set.copyOf(facets);
  }

  private static void check(String name, boolean good, long value) {
    if (!good) {
      throw new Scp2pException(
          ErrorCode.INVALID_QUERY, name + " is out of range.", Map.of(name, Long.toString(value)));
    }
  }

  /**
   * A query with the defaults.
   *
   * @param words what to look for
   * @return the query
   */
  public static SearchQuery text(String words) {
    return builder(words).build();
  }

  /**
   * A query to refine.
   *
   * @param words what to look for
   * @return a builder
   */
  public static Builder builder(String words) {
    return new Builder(words);
  }

  /**
   * The same query for the page after another.
   *
   * @param nextCursor {@link SearchPage#nextCursor()} of that page
   * @return a new query
   */
  public SearchQuery after(String nextCursor) {
    return new SearchQuery(
        text,
        mode,
        shares,
        trust,
        tags,
        mimeTypes,
        minBytes,
        maxBytes,
        order,
        facets,
        pageSize,
        nextCursor);
  }

  /** Without the words: logs carry no user data. */
  @Override
  public String toString() {
    return "SearchQuery[" + text.length() + " characters, " + mode + ", " + order + "]";
  }

  /** Collects what differs from the defaults. */
  public static final class Builder {
    private final String text;
    private final Set<ShareId> shares = new LinkedHashSet<>();
    private final Set<String> tags = new LinkedHashSet<>();
    private final Set<String> mimeTypes = new LinkedHashSet<>();
    private final Set<FacetKind> facets = EnumSet.noneOf(FacetKind.class);
    private Set<TrustLevel> trust = DEFAULT_TRUST;
    private MatchMode mode = MatchMode.STANDARD;
    private SearchOrder order = SearchOrder.RELEVANCE;
    private long minBytes;
    private long maxBytes = Long.MAX_VALUE;
    private int pageSize = DEFAULT_PAGE_SIZE;

    private Builder(String text) {
      this.text = Objects.requireNonNull(text, "text");
    }

    /**
     * Sets how words are compared; {@link MatchMode#STANDARD} if not called.
     *
     * @param value the mode
     * @return this builder
     */
    public Builder mode(MatchMode value) {
      mode = Objects.requireNonNull(value, "mode");
      return this;
    }

    /**
     * Adds a share to search in; without any, all are searched.
     *
     * @param value a followed or published share
     * @return this builder
     */
    public Builder share(ShareId value) {
      shares.add(Objects.requireNonNull(value, "share"));
      return this;
    }

    /**
     * Sets the trust levels to search in; {@link #DEFAULT_TRUST} if not called.
     *
     * @param values the levels
     * @return this builder
     */
    public Builder trust(Set<TrustLevel> values) {
      trust = Set.copyOf(values);
      return this;
    }

    /**
     * Requires a tag.
     *
     * @param value the tag
     * @return this builder
     */
    public Builder tag(String value) {
      tags.add(Objects.requireNonNull(value, "tag"));
      return this;
    }

    /**
     * Adds a media type to search for; without any, all are searched.
     *
     * @param value such as {@code image/png} or {@code image/*}
     * @return this builder
     */
    public Builder mimeType(String value) {
      mimeTypes.add(Objects.requireNonNull(value, "mimeType"));
      return this;
    }

    /**
     * Limits the size of items.
     *
     * @param least in bytes
     * @param most in bytes
     * @return this builder
     */
    public Builder sizeBytes(long least, long most) {
      minBytes = least;
      maxBytes = most;
      return this;
    }

    /**
     * Sets the order; {@link SearchOrder#RELEVANCE} if not called.
     *
     * @param value the order
     * @return this builder
     */
    public Builder order(SearchOrder value) {
      order = Objects.requireNonNull(value, "order");
      return this;
    }

    /**
     * Counts hits.
     *
     * @param value by what
     * @return this builder
     */
    public Builder facet(FacetKind value) {
      facets.add(Objects.requireNonNull(value, "facet"));
      return this;
    }

    /**
     * Sets how many hits a page has; {@link #DEFAULT_PAGE_SIZE} if not called.
     *
     * @param value 1 to {@link #MAX_PAGE_SIZE}
     * @return this builder
     */
    public Builder pageSize(int value) {
      pageSize = value;
      return this;
    }

    /** {@return the query, for its first page} */
    public SearchQuery build() {
      return new SearchQuery(
          text, mode, shares, trust, tags, mimeTypes, minBytes, maxBytes, order, facets, pageSize,
          null);
    }
  }
}
