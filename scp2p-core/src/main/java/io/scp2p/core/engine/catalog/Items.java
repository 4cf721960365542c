package io.scp2p.core.engine.catalog;

/** Items as the API shows them. */
public final class Items {
  private Items() {}

  /** The item without what only transfers need. */
  public static io.scp2p.api.share.ShareItem api(io.scp2p.core.wire.record.ShareItem item) {
    return new io.scp2p.api.share.ShareItem(
        item.contentId(), item.name(), item.path(), item.size(), item.mime(), item.tags());
  }
}
