package io.scp2p.core.catalog.pages;

/** The bounds of docs/catalog-protocol.md, section C2. */
public final class PageLimits {
  /** Items on one page; one more, and the page is split. */
  public static final int MAX_ITEMS = 64;

  /** Branches of an inner page: one for each half octet. */
  public static final int BRANCHES = 16;

  /**
   * Inner pages above any leaf. Keys are hashes: to get 65 of them to begin with the same 64 bits
   * is beyond anybody.
   */
  public static final int MAX_DEPTH = 16;

  /** One item, encoded. Names and paths of at most 1,024 bytes and 32 tags of 128 fit. */
  public static final int MAX_ITEM_BYTES = 8_192;

  /** One page, encoded; far below what fits into an answer. */
  public static final int MAX_PAGE_BYTES = MAX_ITEMS * MAX_ITEM_BYTES + 64;

  /** What a catalog may take for each item on the average; a typical item takes a sixth. */
  public static final int MAX_AVERAGE_ITEM_BYTES = 1_024;

  private PageLimits() {}
}
