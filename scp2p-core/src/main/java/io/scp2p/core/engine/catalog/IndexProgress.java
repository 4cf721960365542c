package io.scp2p.core.engine.catalog;

/** Told how far the making of an index has come. On whatever thread makes it. */
@FunctionalInterface
public interface IndexProgress {
  /** Called after every share, and every now and then within one. */
  void advanced(long sharesDone, long sharesTotal, long itemsDone);
}
