package io.scp2p.core.catalog.pages;

import io.scp2p.core.wire.Bytes;

/**
 * What a page says of one below it, or a root of the first.
 *
 * @param prefix how the keys of all items below it begin: half an octet in each byte
 * @param count items below it
 * @param hash of the page
 */
public record PageRef(Bytes prefix, long count, Bytes hash) {
  /** Whether this is an inner page; that follows from the number of items. */
  public boolean isInner() {
    return count > PageLimits.MAX_ITEMS;
  }

  /** Which branch of the page above. */
  int branch() {
    return prefix.get(prefix.size() - 1);
  }

  /** The prefix of one branch. */
  static Bytes below(Bytes prefix, int branch) {
    byte[] longer = new byte[prefix.size() + 1];
    prefix.copyTo(longer, 0);
    longer[prefix.size()] = (byte) branch;
    return Bytes.wrap(longer);
  }
}
