package io.scp2p.core.engine.community;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.config.CommunityConfig;
import io.scp2p.api.spi.StateStore;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.event.EventHub;
import io.scp2p.core.engine.keys.KeyRing;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What communities need of a node.
 *
 * @param self where others can reach this node, as invitations name it
 */
public record CommunityParts(
    Loop loop,
    Offload offload,
    StateStore store,
    KeyRing keys,
    EventHub hub,
    CommunityPeers peers,
    CommunityBook book,
    CommunityServices services,
    PageServices pages,
    OwnShares shares,
    CommunityConfig config,
    Supplier<List<BootstrapAddress>> self,
    RandomGenerator random) {}
