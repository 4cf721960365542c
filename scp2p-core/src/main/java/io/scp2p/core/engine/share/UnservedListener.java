package io.scp2p.core.engine.share;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;

/** Hears of shared files that are not what was published. Called on the loop. */
@FunctionalInterface
public interface UnservedListener {
  /** Hears nothing. */
  UnservedListener NONE = (share, content, why) -> {};

  /**
   * A file is no longer served. Said once, until the file is served again or published anew.
   *
   * @param share which share it stands in
   * @param content what it contained
   * @param why {@link ErrorCode#FILE_CHANGED}, {@link ErrorCode#FILE_MISSING}, {@link
   *     ErrorCode#FILE_DENIED} or {@link ErrorCode#STORE_FAILED}
   */
  void fileUnserved(ShareId share, ContentId content, ErrorCode why);
}
