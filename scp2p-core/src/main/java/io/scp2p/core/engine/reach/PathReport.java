package io.scp2p.core.engine.reach;

import io.scp2p.api.id.NodeKey;

/**
 * What came of looking for a direct path to a peer, the last time.
 *
 * @param peer whom it concerns
 * @param direct whether there is one now
 * @param checks packets that were sent for it
 * @param words one sentence for people
 */
public record PathReport(NodeKey peer, boolean direct, int checks, String words) {}
