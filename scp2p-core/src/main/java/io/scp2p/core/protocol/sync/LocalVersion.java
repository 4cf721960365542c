package io.scp2p.core.protocol.sync;

import io.scp2p.api.id.ManifestId;

/**
 * The newest version that was adopted of a share.
 *
 * @param seq unsigned
 * @param manifest which
 */
public record LocalVersion(long seq, ManifestId manifest) {}
