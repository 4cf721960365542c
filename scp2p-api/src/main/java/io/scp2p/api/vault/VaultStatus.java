package io.scp2p.api.vault;

/**
 * The vault as a whole.
 *
 * @param files stored by this node
 * @param plainBytes of those files
 * @param storedBytes of their shards, on other machines
 * @param holders who hold them
 * @param unhealthyFiles which are degraded or worse
 * @param offeredBytes this node offers to others; 0 if it offers none
 * @param heldBytes this node keeps for others
 * @param owners for whom
 */
public record VaultStatus(
    long files,
    long plainBytes,
    long storedBytes,
    int holders,
    long unhealthyFiles,
    long offeredBytes,
    long heldBytes,
    int owners) {}
