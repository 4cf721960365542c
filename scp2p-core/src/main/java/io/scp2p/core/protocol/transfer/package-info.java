/**
 * Fetching content from many providers at once (section 12): which chunk is asked of whom, and
 * when.
 *
 * <p>One {@link io.scp2p.core.protocol.transfer.SwarmMachine} fetches one content. What is known of
 * a peer stands in the {@link io.scp2p.core.protocol.transfer.PeerBook}, which all swarms of a node
 * share, and so do they share one {@link io.scp2p.core.protocol.transfer.TransferBudget}. Bytes of
 * chunks never come here: the engine holds, checks and writes them when told so.
 *
 * <p>Start reading at {@link io.scp2p.core.protocol.transfer.SwarmEffect}.
 */
@NullMarked
package io.scp2p.core.protocol.transfer;

import org.jspecify.annotations.NullMarked;
