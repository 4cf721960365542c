package io.scp2p.api.search;

/** How the words of a query are compared with the index. */
public enum MatchMode {
  /** As the reference does (specification section 13.2); the last word may be a prefix. */
  STANDARD,
  /** The words have to stand side by side, in this order. */
  PHRASE,
  /** Words may differ in a letter or two. */
  FUZZY
}
