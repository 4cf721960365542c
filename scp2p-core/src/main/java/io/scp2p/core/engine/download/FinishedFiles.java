package io.scp2p.core.engine.download;

import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.share.FinishedFile;
import java.util.List;

/** Takes what was downloaded, so that others can have it from this node. May block. */
@FunctionalInterface
public interface FinishedFiles {
  /** Contents are complete, and durably so. */
  void add(List<FinishedFile> files) throws StoreException;
}
