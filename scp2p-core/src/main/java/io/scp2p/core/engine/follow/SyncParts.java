package io.scp2p.core.engine.follow;

import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.catalog.CatalogStore;
import io.scp2p.core.engine.pages.PageStore;

/** What every look at a share works with. */
record SyncParts(
    Loop loop, Offload offload, SyncPeers peers, CatalogStore catalog, PageStore pages) {}
