package io.scp2p.core.engine.download;

import io.scp2p.core.engine.share.FinishedFile;
import org.jspecify.annotations.Nullable;

/**
 * A file that is in its place, to be written down.
 *
 * @param file what others can have of it; null if it is empty
 */
record FinishedRow(DownloadStore.NumberedFile numbered, @Nullable FinishedFile file) {}
