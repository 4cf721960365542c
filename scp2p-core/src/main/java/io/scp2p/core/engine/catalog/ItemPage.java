package io.scp2p.core.engine.catalog;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.ShareItem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some items of a share, in the order of their paths.
 *
 * @param items at most as many as were asked for
 * @param next where to go on, or null after the last. A place in the order, so it stays good when a
 *     newer version is adopted in between
 */
public record ItemPage(List<ShareItem> items, @Nullable Bytes next) {
  /** Copies the list. */
  public ItemPage {
    items = List.copyOf(items);
  }
}
