package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;

/**
 * A page of somebody's catalog that is kept here.
 *
 * @param owner whose
 * @param page which page
 * @param slot of which device
 * @param sequence how new
 * @param sizeBytes of it
 * @param leaseUntilSeconds until when it is kept
 */
public record HeldPage(
    NodeKey owner, int page, Bytes slot, long sequence, long sizeBytes, long leaseUntilSeconds) {}
