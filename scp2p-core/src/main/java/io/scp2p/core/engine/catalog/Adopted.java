package io.scp2p.core.engine.catalog;

import io.scp2p.api.share.ShareVersion;

/**
 * What came of an adoption.
 *
 * @param newest the newest version afterwards
 * @param changed whether it is another one than before; false if the one offered was not newer
 * @param indexed whether queries find it; false if the index failed, which is mended later
 */
public record Adopted(ShareVersion newest, boolean changed, boolean indexed) {}
