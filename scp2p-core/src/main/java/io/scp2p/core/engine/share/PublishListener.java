package io.scp2p.core.engine.share;

/** Hears how a publication gets on. Called on the loop; must not block. */
public interface PublishListener {
  /** Hears nothing. */
  PublishListener NONE = (hashedBytes, totalBytes, hashedFiles, totalFiles) -> {};

  /**
   * More was hashed. Neither number of bytes ever goes down; the total grows if files do.
   *
   * @param hashedBytes of all files so far; what did not change since the last version counts too
   * @param totalBytes as far as it is known
   * @param hashedFiles so far
   * @param totalFiles as far as it is known
   */
  void progress(long hashedBytes, long totalBytes, long hashedFiles, long totalFiles);
}
