package io.scp2p.store.file;

import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** How a complete file comes by its name, in one step. */
final class FinalName {
  private final Path partial;
  private final Path target;

  FinalName(Path partial, Path target) {
    this.partial = partial;
    this.target = target;
  }

  Path target() {
    return target;
  }

  /** Gives the file its name. */
  void give(boolean replace) throws StoreException {
    refuseLink(target);
    refuseFolder();
    if (replace) {
      moveOver();
    } else {
      linkBeside();
    }
  }

  /** Makes the name survive the loss of power. */
  void flush() throws StoreException {
    Folders.force(Folders.parentOf(target));
  }

  /** Deletes the file under its old name. */
  void dropPartial() throws StoreException {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      throw FileErrors.of("cannot delete", partial, e);
    }
  }

  static void refuseLink(Path target) throws StoreException {
    if (Files.isSymbolicLink(target)) {
      throw new StoreException(
          Reason.DENIED,
          target
              + " is a symbolic link, and content is not written through links. Remove it, or"
              + " choose another name",
          null);
    }
  }

  private void refuseFolder() throws StoreException {
    if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new StoreException(
          Reason.EXISTS, target + " is a folder. Choose another name, or remove it", null);
    }
  }

  private void moveOver() throws StoreException {
    try {
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw FileErrors.of("cannot move " + partial + " to", target, e);
    }
  }

  /**
   * A second name is only ever given if nobody has it, which a check before a move could not
   * promise. Without second names the target is taken with an empty file first.
   */
  private void linkBeside() throws StoreException {
    try {
      Files.createLink(target, partial);
    } catch (FileAlreadyExistsException e) {
      if (!isOurs()) {
        throw FileErrors.of("there is already", target, e);
      }
    } catch (NoSuchFileException e) {
      throw FileErrors.of("cannot move " + partial + " to", target, e);
    } catch (UnsupportedOperationException | IOException e) {
      reserveAndMove();
      return;
    }
    dropPartial();
  }

  /** Whether an earlier commit was ended between the two names. */
  private boolean isOurs() {
    try {
      return Files.isSameFile(target, partial);
    } catch (IOException e) {
      return false;
    }
  }

  /** For file systems without second names: a crash in between leaves an empty target. */
  void reserveAndMove() throws StoreException {
    try {
      Files.createFile(target);
    } catch (IOException e) {
      throw FileErrors.of("cannot create", target, e);
    }
    try {
      moveOver();
    } catch (StoreException e) {
      try {
        Files.deleteIfExists(target);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }
}
