package io.scp2p.core.catalog.pages;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.record.ShareItem;

/**
 * An item with its key and its one encoding.
 *
 * @param key follows from the item
 * @param item what stands there
 * @param encoded follows from the item
 */
public record KeyedItem(ItemKey key, ShareItem item, Bytes encoded) {
  /** Works out key and encoding. */
  public static KeyedItem of(ShareItem item) {
    return new KeyedItem(ItemKey.of(item), item, ItemForm.encode(item));
  }

  /** Whether it is small enough for a catalog. */
  public boolean fits() {
    return encoded.size() <= PageLimits.MAX_ITEM_BYTES;
  }

  /** Reads an item that stands among others. Its encoding is made anew, never taken over. */
  public static KeyedItem read(CborReader in) throws WireException {
    int at = in.offset();
    KeyedItem read = of(ItemForm.read(in));
    if (!read.fits()) {
      throw in.reject(WireException.Reason.TOO_LARGE, "an item is too large", at);
    }
    return read;
  }
}
