package io.scp2p.api.search;

/** What hits can be counted by. */
public enum FacetKind {
  /** By share. */
  SHARE,
  /** By tag. */
  TAG,
  /** By media type. */
  MIME_TYPE,
  /** By order of magnitude of the size. */
  SIZE
}
