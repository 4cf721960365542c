package io.scp2p.core.protocol.vault;

/**
 * What a node offers others.
 *
 * @param offeredBytes to all together; 0 offers nothing
 * @param perOwnerBytes to one owner
 * @param maxLeaseSeconds longer leases are shortened to this
 * @param reciprocal whether only those are served who store for this node
 * @param label what fails together with this node; may be empty
 */
public record HolderRules(
    long offeredBytes,
    long perOwnerBytes,
    long maxLeaseSeconds,
    boolean reciprocal,
    String label) {}
