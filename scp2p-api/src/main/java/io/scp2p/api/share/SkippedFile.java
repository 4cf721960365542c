package io.scp2p.api.share;

/**
 * Something in a folder that is not published.
 *
 * @param path within the folder, for the host to show
 * @param reason why
 */
public record SkippedFile(String path, Reason reason) {
  /** Why something is left out. */
  public enum Reason {
    /** A symbolic link to something outside of the folder. */
    LINK_OUT,
    /** A symbolic link to a folder that contains it. */
    LINK_LOOP,
    /** A symbolic link to nothing. */
    LINK_BROKEN,
    /** A device, a pipe or a socket. */
    SPECIAL_FILE,
    /** Content of ours that is still arriving. */
    PARTIAL_DOWNLOAD,
    /** The home of this node, with its keys. */
    NODE_HOME
  }

  /** Names of files are private. */
  @Override
  public String toString() {
    return "SkippedFile[" + reason + "]";
  }
}
