package io.scp2p.core.engine.download;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.share.HashSource;
import java.nio.file.Path;

/** Takes what was downloaded, so that others can have it from this node. May block. */
public interface FinishedFiles {
  /** A content is complete in a file. */
  void add(ContentId content, HashSource hashes, Path file) throws StoreException;
}
