package io.scp2p.core.engine.share;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.content.ChunkHashes;
import java.nio.file.Path;

/**
 * A content that is complete in a file.
 *
 * @param hashes its verified chunk hashes
 * @param file whose content was verified, in its final place
 */
public record FinishedFile(ContentId content, ChunkHashes hashes, Path file) {}
