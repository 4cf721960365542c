package io.scp2p.core.engine.catalog;

import io.scp2p.api.id.ShareId;
import io.scp2p.core.wire.record.ShareItem;

/**
 * An item, and where it stands.
 *
 * @param share in the newest version of this share
 * @param item the item
 */
public record FoundItem(ShareId share, ShareItem item) {}
