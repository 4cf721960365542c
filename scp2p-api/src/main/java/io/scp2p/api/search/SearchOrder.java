package io.scp2p.api.search;

/** In which order hits come. */
public enum SearchOrder {
  /** Best match first (specification section 13.2). */
  RELEVANCE,
  /** Largest first. */
  SIZE,
  /** Newest version of a share first. */
  NEWEST,
  /** By name. */
  NAME
}
