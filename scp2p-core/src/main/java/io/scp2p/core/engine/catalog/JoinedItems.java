package io.scp2p.core.engine.catalog;

import io.scp2p.core.wire.record.ShareItem;
import java.util.Iterator;

/** First the items of one iterator, then those of another. */
final class JoinedItems implements Iterator<ShareItem> {
  private final Iterator<ShareItem> first;
  private final Iterator<ShareItem> rest;

  JoinedItems(Iterator<ShareItem> first, Iterator<ShareItem> rest) {
    this.first = first;
    this.rest = rest;
  }

  @Override
  public boolean hasNext() {
    return first.hasNext() || rest.hasNext();
  }

  @Override
  public ShareItem next() {
    return first.hasNext() ? first.next() : rest.next();
  }
}
