package io.scp2p.core.engine.node;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.engine.download.ArrivingFiles;
import io.scp2p.core.engine.share.ContentLibrary;
import io.scp2p.core.engine.share.PartialSource;

/** What others may have of downloads that still run. */
final class OfferedFiles implements ArrivingFiles {
  private final ContentLibrary library;

  OfferedFiles(ContentLibrary library) {
    this.library = library;
  }

  @Override
  public void begin(ContentId content, PartialSource file) {
    library.addPartial(content, file);
  }

  @Override
  public void end(ContentId content, PartialSource file) {
    library.removePartial(content, file);
  }
}
