package io.scp2p.core.catalog;

/** A path that cannot be published. It does not repeat the path: names of files are private. */
public final class BadItemPathException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong with it. */
  public enum Fault {
    /** A segment {@code ..}. */
    PARENT_SEGMENT,
    /** It begins with a drive such as {@code C:}. */
    DRIVE_LETTER,
    /** Nothing is left of it. */
    EMPTY,
    /** More than {@link ItemPath#MAX_BYTES}. */
    TOO_LONG,
    /** Half a surrogate pair: it has no UTF-8 form, so no peer could read it. */
    NOT_TEXT
  }

  private final Fault fault;

  BadItemPathException(Fault fault) {
    super("cannot be the path of an item: " + fault);
    this.fault = fault;
  }

  /** What is wrong with the path. */
  public Fault fault() {
    return fault;
  }
}
