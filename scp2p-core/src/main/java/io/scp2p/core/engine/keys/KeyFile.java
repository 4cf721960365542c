package io.scp2p.core.engine.keys;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.core.crypto.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * A file in the home with a key that nobody else of this machine may read. It is no protection from
 * whoever copies the whole home, and none from the administrator; a passphrase is. Where a file
 * system has no POSIX permissions, those of the home folder have to do.
 */
final class KeyFile {
  static final String NAME = "key";
  private static final int KEY_BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private static final Set<StandardOpenOption> CREATE_NEW =
      EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private final Path file;

  KeyFile(Path home) {
    this.file = home.resolve(NAME);
  }

  boolean exists() {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** A fresh key, in its place and durable; an older one is replaced in one step. */
  SecretBytes create(Entropy entropy) {
    SecretBytes key = SecretBytes.random(KEY_BYTES, entropy);
    byte[] raw = key.export(SecretAccess.iWillProtectTheExportedSecret());
    Path fresh = file.resolveSibling(NAME + ".new");
    try {
      Files.createDirectories(home());
      Files.deleteIfExists(fresh);
      try (FileChannel out = FileChannel.open(fresh, CREATE_NEW, privately())) {
        ByteBuffer bytes = ByteBuffer.wrap(raw);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      forceFolder();
      return key;
    } catch (IOException e) {
      key.close();
      throw unusable("The key file cannot be written.", e);
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  /** The key, if only the owner may read it. */
  SecretBytes read() {
    byte[] raw = new byte[0];
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw exists() ? damaged("is not an ordinary file") : missing();
      }
      requireOwnerOnly();
      if (Files.size(file) != KEY_BYTES) {
        throw damaged("does not have " + KEY_BYTES + " bytes");
      }
      raw = Files.readAllBytes(file);
      return SecretBytes.copyOf(raw);
    } catch (NoSuchFileException e) {
      throw missing();
    } catch (AccessDeniedException e) {
      throw new Scp2pException(
          ErrorCode.FILE_DENIED, "The key file cannot be read by this user.", details(), e);
    } catch (IOException e) {
      throw unusable("The key file cannot be read.", e);
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  /** Harmless if there is none. */
  void delete() {
    try {
      Files.deleteIfExists(file);
      forceFolder();
    } catch (IOException e) {
      throw unusable("The key file is not needed any more and cannot be deleted.", e);
    }
  }

  private void requireOwnerOnly() throws IOException {
    if (!isPosix()) {
      return;
    }
    Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(file);
    if (!OWNER_ONLY.containsAll(allowed)) {
      throw new Scp2pException(
          ErrorCode.FILE_DENIED,
          "Other users may read the key file ("
              + PosixFilePermissions.toString(allowed)
              + "), so its key may be known to them. Make it private (chmod 600), and consider new"
              + " keys.",
          details());
    }
  }

  private FileAttribute<?>[] privately() {
    return isPosix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private boolean isPosix() {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  // Else the name may be lost with the power although the content is there.
  private void forceFolder() throws IOException {
    if (isPosix()) {
      try (FileChannel folder = FileChannel.open(home(), StandardOpenOption.READ)) {
        folder.force(true);
      }
    }
  }

  private Path home() {
    return file.toAbsolutePath().resolveSibling("");
  }

  private Scp2pException missing() {
    return new Scp2pException(
        ErrorCode.FILE_MISSING,
        "The key file that opens the stored keys is gone. Restore it from a copy of the home.",
        details());
  }

  private Scp2pException damaged(String how) {
    return new Scp2pException(ErrorCode.STORE_CORRUPT, "The key file " + how + ".", details());
  }

  private Scp2pException unusable(String what, IOException cause) {
    return new Scp2pException(ErrorCode.HOME_UNUSABLE, what, details(), cause);
  }

  private Map<String, String> details() {
    return Map.of("file", file.toString());
  }
}
