/**
 * What a share publishes: sealing and checking manifests and heads, the limits they keep, and the
 * paths of their items (specification section 9).
 *
 * <p>Signatures are made and checked over the canonical re-encoding of a record, never over
 * received bytes, and identity is the id, never the bytes (section 21, Q-4).
 *
 * <p>Everything here is pure. What a peer sent is judged with an optional fault, empty if nothing
 * is wrong; exceptions are for bugs of the caller, and a checked one for paths that this node's
 * user wants to publish and cannot.
 *
 * <p>Start reading at {@link io.scp2p.core.catalog.ManifestSeal}.
 */
@NullMarked
package io.scp2p.core.catalog;

import org.jspecify.annotations.NullMarked;
