package io.scp2p.core.engine.download;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.engine.share.PartialSource;

/** Hears which files are arriving, so that others can have from them what is verified already. */
public interface ArrivingFiles {
  /** A file begins to arrive. On the loop. */
  void begin(ContentId content, PartialSource file);

  /** It has arrived, or rests, or is gone. On the loop. */
  void end(ContentId content, PartialSource file);
}
