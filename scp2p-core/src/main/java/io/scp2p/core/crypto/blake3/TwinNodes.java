package io.scp2p.core.crypto.blake3;

/**
 * Two nodes over the same bytes.
 *
 * @param inContent with leaves numbered from their place in the content
 * @param alone with leaves numbered from zero: its root is the chunk hash
 */
record TwinNodes(Node inContent, Node alone) {}
